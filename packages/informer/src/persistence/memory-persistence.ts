import type { CachePersistence, SavedCache, SavedChange } from "./cache-persistence.ts";

/** What outlives a {@link MemoryPersistence}. */
interface Disk<T> {
  readonly objects: Map<string, T>;
  readonly announced: Set<string>;
  version: string | undefined;
}

/**
 * A cache that outlives its informer and not the process: for tests of what an informer does when it is started again,
 * or when its process was killed. Objects are kept as they are, not copied.
 */
export class MemoryPersistence<T> implements CachePersistence<T> {
  readonly #disk: Disk<T>;
  #ended: "closed" | "crashed" | undefined;
  #failing: { error: unknown; times: number } | undefined;
  #saves = 0;

  /** @param before One that was closed or has crashed, and what it left; without it there is nothing. */
  constructor(before?: MemoryPersistence<T>) {
    if (before && !before.#ended) throw new Error("the cache is open: dispose of it or crash it first");
    this.#disk = before ? before.#disk : { objects: new Map(), announced: new Set(), version: undefined };
  }

  /** The version that is saved. */
  get version(): string | undefined {
    return this.#disk.version;
  }

  /** The objects that are saved. */
  get objects(): ReadonlyMap<string, T> {
    return this.#disk.objects;
  }

  /** The keys that are announced and have no object. */
  get announced(): ReadonlySet<string> {
    return this.#disk.announced;
  }

  /** How many saves there have been. */
  get saves(): number {
    return this.#saves;
  }

  load(): SavedCache<T> {
    const objects = Array.from(this.#disk.objects, ([key, object]) => [key, () => object] as const);
    return { version: this.#disk.version, objects, announced: [...this.#disk.announced] };
  }

  async save(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    if (this.#ended === "closed") throw new Error("the cache was closed: open it again");
    // Of a process that is gone, no promise settles.
    if (this.#ended) return new Promise(() => {});
    if (this.#failing && this.#failing.times-- > 0) throw this.#failing.error;
    this.#saves++;
    for (const change of changes) this.#change(change);
    if (version !== undefined) this.#disk.version = version;
  }

  #change(change: SavedChange<T>): void {
    const { objects, announced } = this.#disk;
    const { type, key } = change;
    if (type === "announce") {
      if (!objects.has(key)) announced.add(key);
      return;
    }
    announced.delete(key);
    if (type === "set") objects.set(key, change.object);
    else objects.delete(key);
    if (type === "delete" && change.announces) announced.add(key);
  }

  /** Makes the next saves fail. */
  failNext(error: unknown, times: number = 1): void {
    this.#failing = { error, times };
  }

  /** Ends it as the end of the process would. */
  crash(): void {
    this.#ended ??= "crashed";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended ??= "closed";
  }
}
