import { AckTracker } from "../handlers/ack-tracker.ts";
import type { HandlerQueue } from "../handlers/handler-queue.ts";
import type { CachePersistence, SavedCache, SavedChange } from "../persistence/cache-persistence.ts";
import { Checkpointer, type CheckpointerOptions } from "../persistence/checkpointer.ts";

/** Between the identity of a source and a version of it, where a version is saved with one. */
const separator = "\n";

/** A saved cache, and whether it is that of the source. */
export interface LoadedCache<T> extends SavedCache<T> {
  /** The identity of the source that it was saved from; `undefined` where that had none. */
  readonly identity: string | undefined;
}

/** Saves the cache of an informer: each change once every handler has settled it. */
export class CacheSaver<T> {
  readonly #persistence: CachePersistence<T>;
  readonly #checkpointer: Checkpointer<T>;
  readonly #acks: AckTracker<T>;
  /** The identity of the source, saved with each version. */
  identity: string | undefined;

  constructor(persistence: CachePersistence<T>, options: CheckpointerOptions) {
    const checkpointer = new Checkpointer<T>(persistence, options);
    this.#persistence = persistence;
    this.#checkpointer = checkpointer;
    this.#acks = new AckTracker((upTo) => checkpointer.settled(upTo));
  }

  /** How many changes the cache is ahead of what is saved. */
  get unsavedChanges(): number {
    return this.#checkpointer.unsavedChanges;
  }

  load(): LoadedCache<T> {
    const saved = this.#persistence.load();
    const at = saved.version?.indexOf(separator) ?? -1;
    return {
      objects: saved.objects,
      intents: saved.intents,
      version: saved.version?.slice(at + 1),
      identity: at === -1 ? undefined : saved.version!.slice(0, at),
    };
  }

  /** The saved cache is of no use: all of it is removed with the next save. */
  discard({ objects, intents }: SavedCache<T>): void {
    const keys = [...Array.from(objects, ([key]) => key), ...intents];
    const changes = keys.map((key): SavedChange<T> => ({ type: "deleted", key }));
    this.#acks.queued(this.#checkpointer.applied(changes, undefined), []);
  }

  /** The cache has applied changes, which lead to this version; their number. */
  applied(changes: readonly SavedChange<T>[], version: string | undefined): number {
    const { identity } = this;
    const isPlain = version === undefined || identity === undefined;
    return this.#checkpointer.applied(changes, isPlain ? version : identity + separator + version);
  }

  /** Resolves when these new keys may be delivered; `undefined` when they may at once. */
  intend(keys: readonly string[], number: number): Promise<void> | undefined {
    return this.#checkpointer.intend(keys, number);
  }

  /** Everything up to the change of this number is in these queues: it is saved once they have settled it. */
  queued(number: number, queues: Iterable<HandlerQueue<T>>): void {
    this.#acks.queued(number, queues);
  }

  /** Saves what is settled, in one last try, which ends with the signal. */
  close(signal: AbortSignal): Promise<void> {
    return this.#checkpointer.close(signal);
  }
}
