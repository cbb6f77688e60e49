import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { CacheCapability, CachedItem, CacheHarness, CacheSubject } from "@workset/contract";
import { openInformerCache, type DriverName } from "../src/index.ts";

/** A folder with the file of a cache in it. */
export class SqliteCacheHarness implements CacheHarness {
  readonly capabilities: readonly CacheCapability[] = ["crashes"];
  readonly folder: string = mkdtempSync(join(tmpdir(), "workset-"));
  readonly #opened: CacheSubject[] = [];
  readonly #driver: DriverName | undefined;
  #copies = 0;
  #cache: Promise<CacheSubject> | undefined;

  constructor(driver?: DriverName) {
    this.#driver = driver;
  }

  get path(): string {
    return join(this.folder, `cache-${this.#copies}.db`);
  }

  cache(): Promise<CacheSubject> {
    this.#cache ??= this.#open();
    return this.#cache;
  }

  async #open(): Promise<CacheSubject> {
    const cache = await openInformerCache<CachedItem>(this.path, {
      ...(this.#driver && { driver: this.#driver }),
    });
    this.#opened.push(cache);
    return cache;
  }

  async reopen(): Promise<CacheSubject> {
    await (await this.cache())[Symbol.asyncDispose]();
    this.#cache = this.#open();
    return this.#cache;
  }

  /** Goes on with a copy of what the file and its log hold now: what another process would find after a kill. */
  async kill(): Promise<CacheSubject> {
    await this.cache();
    const left = this.path;
    this.#copies++;
    for (const suffix of ["", "-wal"]) {
      if (existsSync(left + suffix)) cpSync(left + suffix, this.path + suffix);
    }
    this.#cache = this.#open();
    return this.#cache;
  }

  async settle(): Promise<void> {
    await setImmediate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#opened.map((cache) => cache[Symbol.asyncDispose]()));
    rmSync(this.folder, { recursive: true });
  }
}
