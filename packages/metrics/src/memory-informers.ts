import type { InformerSeries } from "./metrics-provider.ts";
import { SharedByName } from "./shared-by-name.ts";

/** What a `MemoryMetrics` has been told of one informer. The durations are all there, in order. */
export interface RecordedInformer {
  /** Changes that wait to be written to the cache. */
  queued: number;
  /** Calls that wait for handlers. */
  backlog: number;
  /** The version of the cache, its last 15 digits. */
  storeVersion: number;
  /** Objects that came. */
  added: number;
  /** Objects that changed, or were told again. */
  updated: number;
  /** Objects that went. */
  deleted: number;
  /** Pages of lists that were asked for. */
  lists: number;
  /** Watches that were asked for. */
  watches: number;
  /** Changes that a periodic list found, and no watch had delivered. */
  missed: number;
  /** Whatever went wrong. */
  failures: number;
  /** Seconds from taking a batch of changes until all handlers have it in line. */
  readonly processing: number[];
}

/** The series of informers by name; those of one name share theirs, which are alive until the last is disposed. */
export class MemoryInformers {
  readonly #shared = new SharedByName<RecordedInformer>(nothingYet);

  /** What was recorded; `undefined` when no series of that name is alive. */
  of(name: string): RecordedInformer | undefined {
    return this.#shared.of(name);
  }

  use(name: string): InformerSeries {
    const use = this.#shared.use(name);
    const { recorded } = use;
    return {
      queued: { set: (value) => void (recorded.queued = value) },
      backlog: { set: (value) => void (recorded.backlog = value) },
      storeVersion: { set: (value) => void (recorded.storeVersion = value) },
      added: { inc: (by = 1) => void (recorded.added += by) },
      updated: { inc: (by = 1) => void (recorded.updated += by) },
      deleted: { inc: (by = 1) => void (recorded.deleted += by) },
      lists: { inc: (by = 1) => void (recorded.lists += by) },
      watches: { inc: (by = 1) => void (recorded.watches += by) },
      missed: { inc: (by = 1) => void (recorded.missed += by) },
      failures: { inc: (by = 1) => void (recorded.failures += by) },
      processing: { observe: (seconds) => void recorded.processing.push(seconds) },
      [Symbol.dispose]: () => use[Symbol.dispose](),
    };
  }
}

function nothingYet(): RecordedInformer {
  return {
    queued: 0,
    backlog: 0,
    storeVersion: 0,
    added: 0,
    updated: 0,
    deleted: 0,
    lists: 0,
    watches: 0,
    missed: 0,
    failures: 0,
    processing: [],
  };
}
