import type { CachePersistence, SavedCache, SavedChange } from "./cache-persistence.ts";

/** What a {@link MemoryPersistence} leaves behind. */
interface Disk<T> {
  readonly objects: Map<string, T>;
  readonly intents: Set<string>;
  version: string | undefined;
}

/**
 * A saved cache that outlives its informer, but not the process: for tests of an informer that is started again, or whose
 * process was killed. Objects are kept by reference.
 */
export class MemoryPersistence<T> implements CachePersistence<T> {
  readonly #disk: Disk<T>;
  #ended: "closed" | "crashed" | undefined;
  #failing: { error: unknown; times: number } | undefined;
  #saves = 0;

  /** @param before A closed or crashed one, whose saved cache is taken over; without it nothing is saved. */
  constructor(before?: MemoryPersistence<T>) {
    if (before && !before.#ended) throw new Error("the cache is open: dispose of it or crash it first");
    this.#disk = before ? before.#disk : { objects: new Map(), intents: new Set(), version: undefined };
  }

  /** The saved version. */
  get version(): string | undefined {
    return this.#disk.version;
  }

  /** The saved objects. */
  get objects(): ReadonlyMap<string, T> {
    return this.#disk.objects;
  }

  /** The keys that have an intent, and no object. */
  get intents(): ReadonlySet<string> {
    return this.#disk.intents;
  }

  /** How many saves there have been. */
  get saves(): number {
    return this.#saves;
  }

  load(): SavedCache<T> {
    const objects = Array.from(this.#disk.objects, ([key, object]) => [key, () => object] as const);
    return { version: this.#disk.version, objects, intents: [...this.#disk.intents] };
  }

  async save(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    if (this.#ended === "closed") throw new Error("the cache was closed: open it again");
    // After a crash no promise settles.
    if (this.#ended) return new Promise(() => {});
    if (this.#failing && this.#failing.times-- > 0) throw this.#failing.error;
    this.#saves++;
    for (const change of changes) this.#change(change);
    if (version !== undefined) this.#disk.version = version;
  }

  #change(change: SavedChange<T>): void {
    const { objects, intents } = this.#disk;
    const { type, key } = change;
    if (type === "intent") {
      if (!objects.has(key)) intents.add(key);
      return;
    }
    intents.delete(key);
    if (type === "deleted") objects.delete(key);
    else objects.set(key, change.object);
    if (type === "deleted" && change.keepsIntent) intents.add(key);
  }

  /** Makes the next saves fail. */
  failNext(error: unknown, times: number = 1): void {
    this.#failing = { error, times };
  }

  /** Ends it as a crash of the process would. */
  crash(): void {
    this.#ended ??= "crashed";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended ??= "closed";
  }
}
