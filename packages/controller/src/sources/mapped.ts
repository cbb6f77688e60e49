import type { EventSource } from "./event-source.ts";
import { InformerSource, type InformerSourceOptions, type InformerToHear } from "./informer-source.ts";

/**
 * Asks for the items that an object concerns, when it changes: those of its state before and those of its state after,
 * each once.
 *
 * `map` is asked for each state by itself; it looks things up in caches and does not wait. If it throws, that is
 * reported, and the state concerns nobody. A deletion of which no state is known is reported.
 */
export function mapped<O, T>(
  informer: InformerToHear<O>,
  map: (object: O) => Iterable<T>,
  options: InformerSourceOptions<O> = {},
): EventSource<T> {
  const name = options.name ?? "mapped";
  const ofKey = (key: string): never => {
    throw new Error(
      `${name}: ${key} was deleted in a state that nobody saw, so whom it concerned is not known`,
    );
  };
  return new InformerSource<O, T>(informer, { of: map, ofKey }, { ...options, name });
}
