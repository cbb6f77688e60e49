import type { EventLoopYielder } from "@workset/clock";
import type { Indexer } from "../cache/indexer.ts";
import type { CollectionDelta, Delta, DeltaBatch, ListInfo } from "../deltas/delta-queue.ts";
import { listOf, resyncChanges, type ChangeList } from "../handlers/change-list.ts";
import type { ObjectChange } from "../objects/object-change.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { SavedChange } from "../persistence/cache-persistence.ts";

/** How a {@link CacheWriter} is made. */
export interface CacheWriterOptions<T, Name extends string> {
  readonly cache: Indexer<T, Name>;
  readonly meta: ObjectMeta<T>;
  /** Compares versions, where they can be compared. Does not throw. */
  readonly compareVersions: ((a: string, b: string) => number | undefined) | undefined;
  /** Whether another object under a known key is a deletion and an addition. */
  readonly splitsRecreated: boolean;
  /** Whether the version of an object in an event is that of the source. */
  readonly objectsCarryVersions: boolean;
  /** Whether the cache is saved. */
  readonly isSaved: boolean;
  /** Whether a handler wants states that were known. */
  readonly wantsUnchanged: () => boolean;
  /** The cache or `meta` refused an object; the cache keeps its old state. Does not throw. */
  readonly refused: (error: unknown, key: string) => void;
  /** The saved state of a key cannot be decoded. Does not throw. */
  readonly undecodable: (error: unknown, key: string) => void;
  readonly yielder: EventLoopYielder;
}

/** What a batch has changed. */
export interface WriteResult<T> {
  /** The changes for the handlers. */
  readonly changes: ChangeList<T>;
  /** The changes for the saved cache. */
  readonly saved: readonly SavedChange<T>[];
  /** The keys that are new in a cache that is saved. */
  readonly newKeys: readonly string[];
  /** The version that the cache has reached; `undefined` when the batch leads to none. */
  readonly version: string | undefined;
  /** Whether the cache is exactly that of the version: it lacks no state that was refused. */
  readonly isComplete: boolean;
  /** How many of the changes a list found that no watch had delivered. */
  readonly missed: number;
}

/** After this many objects of a list the event loop may get a turn. */
const objectsPerStep = 500;

/** Writes batches of changes to a cache, each as a whole before any handler receives it. */
export class CacheWriter<T, Name extends string> {
  readonly #options: CacheWriterOptions<T, Name>;
  #changes: ObjectChange<T>[] = [];
  #saved: SavedChange<T>[] = [];
  #newKeys: string[] = [];
  #missed = 0;
  /** Keys an earlier process intended to deliver: its handlers may have received them, and the cache has no object. */
  #intents = new Set<string>();
  #wantsUnchanged = false;
  /** What is known of the list that is being written. */
  #list: ListInfo = {};
  /** Whether the cache lacks a state since the last list: then no version may be saved. */
  #isIncomplete = false;

  constructor(options: CacheWriterOptions<T, Name>) {
    this.#options = options;
  }

  /** Takes over the intents of an earlier process. */
  expect(intents: Iterable<string>): void {
    this.#intents = new Set(intents);
  }

  /** Writes a batch. A large list is written in slices, with turns of the event loop between them. */
  write({ deltas, isInInitialList }: DeltaBatch<T>): WriteResult<T> | Promise<WriteResult<T>> {
    this.#changes = [];
    this.#saved = [];
    this.#newKeys = [];
    this.#missed = 0;
    this.#list = {};
    this.#wantsUnchanged = this.#options.wantsUnchanged();
    const [first] = deltas;
    if (first?.type === "replaced-all") return this.#writeList(first, isInInitialList);
    if (first?.type === "sync-all") {
      const { cache, meta } = this.#options;
      return this.#result(
        undefined,
        resyncChanges(cache.list(), (object) => meta.keyOf(object)),
      );
    }
    let version: string | undefined;
    for (const delta of deltas) version = this.#write(delta as WrittenDelta<T>, isInInitialList) ?? version;
    return this.#result(version);
  }

  #writeList(list: ReplacedAll<T>, isInInitialList: boolean): WriteResult<T> | Promise<WriteResult<T>> {
    const { yielder } = this.#options;
    const steps = this.#replacing(list, isInInitialList);
    const isDone = (): boolean => {
      while (!steps.next().done) if (yielder.isDue) return false;
      return true;
    };
    const result = (): WriteResult<T> => this.#result(list.version);
    if (isDone()) return result();
    const rest = async (): Promise<WriteResult<T>> => {
      do await yielder.yield();
      while (!isDone());
      return result();
    };
    return rest();
  }

  #result(version: string | undefined, changes: ChangeList<T> = listOf(this.#changes)): WriteResult<T> {
    return {
      changes,
      saved: this.#saved,
      newKeys: this.#newKeys,
      version,
      isComplete: !this.#isIncomplete,
      missed: this.#missed,
    };
  }

  #write(delta: WrittenDelta<T>, isInInitialList: boolean): string | undefined {
    switch (delta.type) {
      case "bookmark":
        return delta.version;
      case "skipped":
        this.#isIncomplete = true;
        return undefined;
      case "deleted":
        this.#delete(delta.key, delta.last, delta.finalStateUnknown);
        return delta.last === undefined ? undefined : this.#versionAfter(delta.key, delta.last);
      case "sync":
        this.#repeat(delta.key, delta.object);
        return undefined;
      default:
        this.#set(delta.key, delta.object, isInInitialList);
        return this.#versionAfter(delta.key, delta.object);
    }
  }

  /** An empty version says nothing. */
  #versionAfter(key: string, object: T): string | undefined {
    if (!this.#options.objectsCarryVersions) return undefined;
    return this.#versionOf(key, object) || undefined;
  }

  #refused(error: unknown, key: string): void {
    this.#isIncomplete = true;
    this.#options.refused(error, key);
  }

  #versionOf(key: string, object: T): string {
    try {
      return this.#options.meta.versionOf(object);
    } catch (error) {
      this.#refused(error, key);
      return "";
    }
  }

  /** The cached object of a key. A saved state that cannot be decoded any more was delivered to no handler. */
  #cached(key: string): T | undefined {
    try {
      return this.#options.cache.getByKey(key);
    } catch (error) {
      this.#options.undecodable(error, key);
      return undefined;
    }
  }

  #set(key: string, object: T, isInInitialList: boolean): void {
    const before = this.#cached(key);
    try {
      this.#options.cache.set(object);
    } catch (error) {
      this.#refused(error, key);
      return;
    }
    this.#changed(key, before, object, isInInitialList);
  }

  /** The cache has this object now, where it had `before`. */
  #changed(key: string, before: T | undefined, object: T, isInInitialList: boolean): void {
    if (before === undefined) {
      this.#changes.push({ type: "added", key, object, isInInitialList });
      this.#saved.push({ type: "added", key, object });
      if (this.#options.isSaved) this.#newKeys.push(key);
      this.#intents.delete(key);
    } else if (this.#isSameState(key, before, object)) {
      if (this.#wantsUnchanged) {
        this.#changes.push({ type: "updated", key, before, object, cause: "unchanged" });
      }
      return;
    } else {
      if (this.#options.splitsRecreated && this.#isRecreated(key, before, object)) {
        this.#changes.push(
          { type: "deleted", key, last: before, finalStateUnknown: true },
          { type: "added", key, object, isInInitialList },
        );
      } else {
        this.#changes.push({ type: "updated", key, before, object, cause: "changed" });
      }
      this.#saved.push({ type: "updated", key, object });
    }
    if (this.#wasWatched(key, object)) this.#missed++;
  }

  /** An empty version says nothing, and after versions went back equal ones do not either. */
  #isSameState(key: string, before: T, object: T): boolean {
    if (this.#list.versionsWentBack) return false;
    const version = this.#versionOf(key, object);
    return version !== "" && version === this.#versionOf(key, before);
  }

  #isRecreated(key: string, before: T, object: T): boolean {
    const { meta } = this.#options;
    try {
      const uid = meta.uidOf?.(object);
      return uid !== undefined && uid !== meta.uidOf?.(before);
    } catch (error) {
      this.#refused(error, key);
      return false;
    }
  }

  /** Whether a watch should have delivered this state: it is not newer than what was watched. */
  #wasWatched(key: string, object: T): boolean {
    const { watchedUpTo } = this.#list;
    if (watchedUpTo === undefined) return false;
    const order = this.#options.compareVersions?.(this.#versionOf(key, object), watchedUpTo);
    return order === undefined || order <= 0;
  }

  #repeat(key: string, object: T): void {
    // A change that was queued before it may have removed the object, or replaced it.
    if (this.#options.cache.getByKey(key) !== object) return;
    this.#changes.push({ type: "updated", key, before: object, object, cause: "resync" });
  }

  /** The deletion of a key that is neither cached nor intended is dropped: no handler has received the object. */
  #delete(key: string, last: T | undefined, finalStateUnknown: boolean): void {
    const before = this.#cached(key);
    try {
      if (!this.#options.cache.delete(key) && !this.#intents.delete(key)) return;
    } catch (error) {
      this.#refused(error, key);
      return;
    }
    this.#deleted(key, last ?? before, last === undefined || finalStateUnknown);
  }

  #deleted(key: string, last: T | undefined, finalStateUnknown: boolean): void {
    this.#changes.push({ type: "deleted", key, last, finalStateUnknown });
    this.#saved.push({ type: "deleted", key });
    if (this.#list.watchedUpTo !== undefined) this.#missed++;
  }

  /**
   * Finds what a list changes, and then replaces the cache in its last step: a handler that is added meanwhile receives the
   * old objects first, and then the changes.
   */
  *#replacing({ objects, skipped, list }: ReplacedAll<T>, isInInitialList: boolean): Generator<void, void> {
    const { cache } = this.#options;
    this.#list = list;
    this.#isIncomplete = skipped.size > 0;
    const isGone = (key: string): boolean => !objects.has(key) && !skipped.has(key);
    const gone = [...cache.keys(), ...this.#intents].filter(isGone);
    const intents = new Set(this.#intents);
    for (const [index, key] of gone.entries()) {
      this.#deleted(key, this.#cached(key), true);
      this.#intents.delete(key);
      if (index % objectsPerStep === 0) yield;
    }
    let index = 0;
    for (const [key, object] of objects) {
      this.#changed(key, this.#cached(key), object, isInInitialList);
      if (++index % objectsPerStep === 0) yield;
    }
    const kept = skipped.size === 0 ? objects.values() : this.#withSkipped(objects, skipped);
    try {
      yield* cache.replacing(kept, objectsPerStep);
    } catch {
      // One object is to blame: the others must not suffer for it.
      this.#changes = [];
      this.#saved = [];
      this.#newKeys = [];
      this.#missed = 0;
      this.#intents = intents;
      for (const key of gone) this.#delete(key, undefined, true);
      for (const [key, object] of objects) this.#set(key, object, isInInitialList);
    }
  }

  *#withSkipped(objects: ReadonlyMap<string, T>, skipped: ReadonlySet<string>): Generator<T, void> {
    yield* objects.values();
    for (const key of skipped) {
      const object = objects.has(key) ? undefined : this.#cached(key);
      if (object !== undefined) yield object;
    }
  }
}

type ReplacedAll<T> = Extract<CollectionDelta<T>, { readonly type: "replaced-all" }>;
type WrittenDelta<T> = Delta<T> | Extract<CollectionDelta<T>, { readonly type: "bookmark" | "skipped" }>;
