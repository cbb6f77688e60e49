import type { SavedChange } from "../persistence/cache-persistence.ts";
import { inOrder, repetitions, type Call, type Calls } from "../handlers/change-list.ts";
import type { Delta, WholeDelta } from "../deltas/delta-queue.ts";
import type { DeltaBatch } from "../deltas/delta-queue.ts";
import type { Indexer } from "../cache/indexer.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";

/** How a {@link CacheWriter} is made. */
export interface CacheWriterOptions<T, Name extends string> {
  readonly cache: Indexer<T, Name>;
  readonly meta: ObjectMeta<T>;
  /** Whether another thing under a known key is told as a delete and an add. */
  readonly splitsRecreated: boolean;
  /** Whether the version of an object in an event is that of the source. */
  readonly objectsCarryVersions: boolean;
  /** Whether the cache outlives the process. */
  readonly isKept: boolean;
  /** Whether somebody hears of states that were known. */
  readonly wantsUnchanged: () => boolean;
  /** Hears of objects that the cache refused; it stays as it was for them. Does not throw. */
  readonly failed: (error: unknown) => void;
}

/** What a batch has come to. */
export interface Written<T> {
  /** What the handlers are told. */
  readonly calls: Calls<T>;
  /** What changed in the cache. */
  readonly changes: readonly SavedChange<T>[];
  /** The keys that came new into it, where it is kept. */
  readonly fresh: readonly string[];
  /** The version up to which the cache has come by this; `undefined` when that is not known. */
  readonly version: string | undefined;
}

/** Writes batches of changes into a cache, all of each batch before anyone hears of it. */
export class CacheWriter<T, Name extends string> {
  readonly #options: CacheWriterOptions<T, Name>;
  #calls: Call<T>[] = [];
  #changes: SavedChange<T>[] = [];
  #fresh: string[] = [];
  /** Keys that an earlier process announced: its handlers may have heard of them, and the cache knows no object. */
  #announced = new Set<string>();
  #wantsUnchanged = false;
  /** Whether the cache refused something since the last list: then it is at no version. */
  #isIncomplete = false;

  constructor(options: CacheWriterOptions<T, Name>) {
    this.#options = options;
  }

  /** Takes up what an earlier process has announced. */
  expect(announced: Iterable<string>): void {
    this.#announced = new Set(announced);
  }

  write({ deltas, isInInitialList }: DeltaBatch<T>): Written<T> {
    this.#calls = [];
    this.#changes = [];
    this.#fresh = [];
    this.#wantsUnchanged = this.#options.wantsUnchanged();
    let version: string | undefined;
    for (const delta of deltas) {
      if (delta.type === "sync-all") return this.#written(undefined, repetitions(this.#options.cache.list()));
      version = this.#delta(delta, isInInitialList) ?? version;
    }
    return this.#written(version);
  }

  #written(version: string | undefined, calls: Calls<T> = inOrder(this.#calls)): Written<T> {
    return { calls, changes: this.#changes, fresh: this.#fresh, version };
  }

  #delta(
    delta: Delta<T> | Exclude<WholeDelta<T>, { type: "sync-all" }>,
    isInInitialList: boolean,
  ): string | undefined {
    switch (delta.type) {
      case "bookmark":
        return this.#at(delta.version);
      case "replaced-all":
        this.#isIncomplete = false;
        this.#replaceAll(delta.objects, isInInitialList);
        return this.#at(delta.version);
      case "deleted": {
        const { last } = delta.deletion;
        this.#delete(delta.key, last, delta.deletion.finalStateUnknown);
        return last === undefined ? undefined : this.#versionAfter(last);
      }
      case "sync":
        this.#repeat(delta.key, delta.object);
        return undefined;
      default:
        this.#set(delta.key, delta.object, isInInitialList);
        return this.#versionAfter(delta.object);
    }
  }

  /** An empty version says nothing. */
  #versionAfter(object: T): string | undefined {
    if (!this.#options.objectsCarryVersions) return undefined;
    return this.#at(this.#options.meta.versionOf(object) || undefined);
  }

  #at(version: string | undefined): string | undefined {
    return this.#isIncomplete ? undefined : version;
  }

  #refused(error: unknown): void {
    this.#isIncomplete = true;
    this.#options.failed(error);
  }

  /** What the cache has of a key. No handler has heard of a state that was saved and can not be decoded any more. */
  #held(key: string): T | undefined {
    try {
      return this.#options.cache.getByKey(key);
    } catch (error) {
      this.#options.failed(error);
      return undefined;
    }
  }

  #set(key: string, object: T, isInInitialList: boolean): void {
    const before = this.#held(key);
    try {
      this.#options.cache.set(object);
    } catch (error) {
      this.#refused(error);
      return;
    }
    this.#present(key, before, object, isInInitialList);
  }

  /** The cache holds this object now, where it held `before`. */
  #present(key: string, before: T | undefined, object: T, isInInitialList: boolean): void {
    const { splitsRecreated } = this.#options;
    if (before === undefined) {
      this.#calls.push({ type: "add", object, isInInitialList });
      if (this.#options.isKept) this.#fresh.push(key);
      this.#announced.delete(key);
    } else if (this.#isSameState(before, object)) {
      if (this.#wantsUnchanged) this.#calls.push({ type: "update", before, object, why: "unchanged" });
      return;
    } else if (splitsRecreated && this.#isAnother(before, object)) {
      this.#calls.push(
        { type: "delete", deletion: { key, last: before, finalStateUnknown: true } },
        { type: "add", object, isInInitialList },
      );
    } else {
      this.#calls.push({ type: "update", before, object, why: "changed" });
    }
    this.#changes.push({ type: "set", key, object });
  }

  /** An empty version says nothing. */
  #isSameState(before: T, object: T): boolean {
    const version = this.#options.meta.versionOf(object);
    return version !== "" && version === this.#options.meta.versionOf(before);
  }

  #isAnother(before: T, object: T): boolean {
    const { meta } = this.#options;
    const uid = meta.uidOf?.(object);
    return uid !== undefined && uid !== meta.uidOf?.(before);
  }

  #repeat(key: string, object: T): void {
    // What waited before it may have removed the object, or changed it.
    if (this.#options.cache.getByKey(key) !== object) return;
    this.#calls.push({ type: "update", before: object, object, why: "resync" });
  }

  /** A deletion of what is neither known nor announced is told to nobody: no handler has heard of the object. */
  #delete(key: string, last: T | undefined, finalStateUnknown: boolean): void {
    const { cache } = this.#options;
    const before = this.#held(key);
    try {
      if (!cache.delete(key) && !this.#announced.delete(key)) return;
    } catch (error) {
      this.#refused(error);
      return;
    }
    const deletion =
      last === undefined ? { key, last: before, finalStateUnknown: true } : { key, last, finalStateUnknown };
    this.#calls.push({ type: "delete", deletion });
    this.#changes.push({ type: "delete", key });
  }

  #replaceAll(objects: ReadonlyMap<string, T>, isInInitialList: boolean): void {
    const { cache } = this.#options;
    const gone = [...cache.keys(), ...this.#announced].filter((key) => !objects.has(key));
    const lasts = gone.map((key) => this.#held(key));
    const befores = Array.from(objects.keys(), (key) => this.#held(key));
    try {
      cache.replace(objects.values());
    } catch {
      // One object is to blame, and the others are not to suffer for it.
      for (const key of gone) this.#delete(key, undefined, true);
      for (const [key, object] of objects) this.#set(key, object, isInInitialList);
      return;
    }
    for (const [index, key] of gone.entries()) {
      this.#calls.push({ type: "delete", deletion: { key, last: lasts[index], finalStateUnknown: true } });
      this.#changes.push({ type: "delete", key });
    }
    this.#announced.clear();
    let index = 0;
    for (const [key, object] of objects) this.#present(key, befores[index++], object, isInInitialList);
  }
}
