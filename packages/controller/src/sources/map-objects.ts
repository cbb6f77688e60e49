import type { EventSource } from "./event-source.ts";
import { InformerSource, type InformerLike, type InformerSourceOptions } from "./informer-source.ts";

/**
 * Enqueues the items that an object maps to, when it changes: those of its state before and those of its state after,
 * each once.
 *
 * `map` is called for each state; it looks things up in caches and does not wait. If it throws, that is reported, and
 * the state maps to nothing. A deletion of which no state is known is reported.
 */
export function mapObjects<O, T>(
  informer: InformerLike<O>,
  map: (object: O) => Iterable<T>,
  options: InformerSourceOptions<O> = {},
): EventSource<T> {
  const name = options.name ?? "mapped objects";
  const ofKey = (key: string): never => {
    throw new Error(`${name}: ${key} was deleted in a state that was never seen, so its items are not known`);
  };
  return new InformerSource<O, T>(informer, { of: map, ofKey }, { ...options, name });
}
