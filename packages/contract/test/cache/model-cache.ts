import { setImmediate } from "node:timers/promises";
import {
  makeCacheHarness,
  type CacheChange,
  type CachedItem,
  type CacheHarness,
  type CacheSubject,
} from "@workset/contract";

/** What outlives a cache. */
export interface Disk {
  objects: Map<string, string>;
  intents: Set<string>;
  version: string | undefined;
}

/** The number of changes in one step; a crash may come between two. */
const atOnce = 1000;

/** A small, obviously right cache on a disk in memory, made to be broken in one place. */
export class ModelCache implements CacheSubject {
  disk: Disk;
  closed: boolean = false;
  crashed: boolean = false;
  last: Promise<unknown> = Promise.resolve();

  constructor(disk: Disk) {
    this.disk = disk;
  }

  load(): ReturnType<CacheSubject["load"]> {
    const objects = Array.from(this.disk.objects, ([key, text]) => {
      let object: CachedItem | undefined;
      return [key, () => (object ??= this.decode(text))] as const;
    });
    return { version: this.disk.version, objects, intents: [...this.disk.intents] };
  }

  decode(text: string): CachedItem {
    return JSON.parse(text) as CachedItem;
  }

  encode(object: CachedItem): string {
    return JSON.stringify(object);
  }

  save(changes: readonly CacheChange[], version: string | undefined): Promise<void> {
    if (this.closed) return Promise.reject(new Error("the cache is closed"));
    const saved = this.last.then(() => this.write(changes, version));
    this.last = saved.catch(() => {});
    return saved;
  }

  async write(changes: readonly CacheChange[], version: string | undefined): Promise<void> {
    let at = 0;
    do {
      await this.turn();
      for (const change of changes.slice(at, at + atOnce)) this.apply(change);
      at += atOnce;
      if (version !== undefined) this.disk.version = at >= changes.length ? version : undefined;
    } while (at < changes.length);
  }

  /** The process goes on; or it does not. */
  async turn(): Promise<void> {
    await setImmediate();
    if (this.crashed) await new Promise(() => {});
  }

  apply(change: CacheChange): void {
    if (change.type === "intent") {
      this.intend(change.key);
      return;
    }
    this.disk.intents.delete(change.key);
    if (change.type !== "deleted") this.disk.objects.set(change.key, this.encode(change.object));
    else {
      this.remove(change.key);
      if (change.keepsIntent) this.intend(change.key);
    }
  }

  intend(key: string): void {
    if (!this.disk.objects.has(key)) this.disk.intents.add(key);
  }

  remove(key: string): void {
    this.disk.objects.delete(key);
  }

  crash(): void {
    this.crashed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    await this.last;
  }
}

export function blank(): Disk {
  return { objects: new Map(), intents: new Set(), version: undefined };
}

function copyOf({ objects, intents, version }: Disk): Disk {
  return { objects: new Map(objects), intents: new Set(intents), version };
}

/** A harness whose caches are models, each made faulty in the same way, or not at all. */
export function modelCacheHarness(makeFaulty: (cache: ModelCache) => void = () => {}): CacheHarness {
  let last: ModelCache | undefined;
  return makeCacheHarness({
    open() {
      // What a process that is gone has in its hands does not reach the disk.
      last = new ModelCache(copyOf(last?.disk ?? blank()));
      makeFaulty(last);
      return last;
    },
    settle: () => setImmediate(),
    crash: (cache) => cache.crash(),
  });
}
