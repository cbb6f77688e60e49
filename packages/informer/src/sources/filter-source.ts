import type { ListWatch, WatchEvent } from "./list-watch.ts";
import type { KubernetesLike, ObjectMeta } from "../objects/object-meta.ts";
import { kubernetesMeta } from "../objects/object-meta.ts";
import { rendezvous } from "./rendezvous.ts";

/**
 * A source with some of the objects of another: those that `includes` answers for. A change by which an object leaves
 * them is told as a deletion; so is a change of one that was none of them, which means nothing to whoever keeps a cache.
 */
export function filterSource<T>(source: ListWatch<T>, includes: (object: T) => boolean): ListWatch<T> {
  const told = (event: WatchEvent<T>): WatchEvent<T> =>
    (event.type === "added" || event.type === "modified") && !includes(event.object)
      ? { type: "deleted", object: event.object }
      : event;
  return {
    async list(options) {
      const page = await source.list(options);
      return { ...page, items: page.items.filter(includes) };
    },
    async watch(options) {
      const events = await source.watch(options);
      return {
        // No generator: leaving one has to wait for the event that is waited for.
        [Symbol.asyncIterator]() {
          const iterator = events[Symbol.asyncIterator]();
          return {
            async next() {
              const result = await iterator.next();
              return result.done ? result : { done: false, value: told(result.value) };
            },
            async return() {
              await iterator.return?.();
              return { done: true, value: undefined };
            },
          };
        },
      };
    },
    sendsInitialEvents: source.sendsInitialEvents ?? false,
    objectsCarryVersions: source.objectsCarryVersions ?? true,
  };
}

/** What tells the keys of a source's objects: to be given, unless they are those of Kubernetes. */
export type KeyReader<T> = [T] extends [KubernetesLike]
  ? [meta?: Pick<ObjectMeta<T>, "keyOf">]
  : [meta: Pick<ObjectMeta<T>, "keyOf">];

/** One source for each of these shards, with the objects whose keys belong to it by {@link rendezvous}. */
export function shardSource<T>(
  source: ListWatch<T>,
  shards: readonly string[],
  ...[meta = kubernetesMeta]: KeyReader<T>
): Map<string, ListWatch<T>> {
  const share = (shard: string): ListWatch<T> =>
    filterSource(source, (object) => rendezvous(shards, meta.keyOf(object)) === shard);
  return new Map(shards.map((shard) => [shard, share(shard)]));
}
