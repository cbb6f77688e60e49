import type { KubernetesLike, ObjectMeta } from "../objects/object-meta.ts";
import { kubernetesMeta } from "../objects/object-meta.ts";
import { traitsOf, type ListWatch, type WatchEvent } from "./list-watch.ts";
import { rendezvous } from "./rendezvous.ts";

/**
 * A source with those objects of another for which `includes` returns true. A change by which an object stops to be one of
 * them is sent as a deletion; so is a change of an object that never was, which a cache ignores.
 */
export function filterSource<T>(source: ListWatch<T>, includes: (object: T) => boolean): ListWatch<T> {
  const filteredEvent = (event: WatchEvent<T>): WatchEvent<T> =>
    (event.type === "added" || event.type === "modified") && !includes(event.object)
      ? { type: "deleted", object: event.object }
      : event;
  return {
    ...traitsOf(source),
    get sendsInitialEvents() {
      return source.sendsInitialEvents ?? false;
    },
    async list(options) {
      const page = await source.list(options);
      return { ...page, items: page.items.filter(includes) };
    },
    async watch(options) {
      const events = await source.watch(options);
      return {
        // Not a generator: leaving one waits for the event it is waiting for.
        [Symbol.asyncIterator]() {
          const iterator = events[Symbol.asyncIterator]();
          return {
            async next() {
              const result = await iterator.next();
              return result.done ? result : { done: false, value: filteredEvent(result.value) };
            },
            async return() {
              await iterator.return?.();
              return { done: true, value: undefined };
            },
          };
        },
      };
    },
  };
}

/** How the keys of a source's objects are read: required, unless they are Kubernetes objects. */
export type KeyReader<T> = [T] extends [KubernetesLike]
  ? [meta?: Pick<ObjectMeta<T>, "keyOf">]
  : [meta: Pick<ObjectMeta<T>, "keyOf">];

/** One source for each of these shards, with the objects whose keys {@link rendezvous} assigns to it. */
export function shardSource<T>(
  source: ListWatch<T>,
  shards: readonly string[],
  ...[meta = kubernetesMeta]: KeyReader<T>
): Map<string, ListWatch<T>> {
  const shardOf = (shard: string): ListWatch<T> =>
    filterSource(source, (object) => rendezvous(shards, meta.keyOf(object)) === shard);
  return new Map(shards.map((shard) => [shard, shardOf(shard)]));
}
