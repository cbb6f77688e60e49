import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreCapability, StoreHarness } from "@workset/contract";
import { SqliteStore, type SqliteStoreOptions } from "../src/index.ts";

/** A folder with the file of a store in it. */
export class SqliteHarness implements StoreHarness {
  readonly capabilities: readonly StoreCapability[] = ["durable", "crashes"];
  readonly #folder = mkdtempSync(join(tmpdir(), "workset-"));
  readonly #opened: SqliteStore[] = [];
  readonly #options: SqliteStoreOptions;
  #copies = 0;
  #store: Promise<SqliteStore> | undefined;

  constructor(options: SqliteStoreOptions = {}) {
    this.#options = options;
  }

  get #path(): string {
    return join(this.#folder, `store-${this.#copies}.db`);
  }

  store(): Promise<SqliteStore> {
    this.#store ??= this.#open();
    return this.#store;
  }

  async #open(): Promise<SqliteStore> {
    const store = await SqliteStore.open(this.#path, this.#options);
    this.#opened.push(store);
    return store;
  }

  async reopen(): Promise<SqliteStore> {
    const store = await this.store();
    await store.close();
    this.#store = this.#open();
    return this.#store;
  }

  /** Goes on with a copy of what the file and its log hold now: what another process would find after a kill. */
  kill(): Promise<SqliteStore> {
    const left = this.#path;
    this.#copies++;
    for (const suffix of ["", "-wal"])
      if (existsSync(left + suffix)) cpSync(left + suffix, this.#path + suffix);
    this.#store = this.#open();
    return this.#store;
  }

  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#opened.map((store) => store.close()));
    rmSync(this.#folder, { recursive: true });
  }
}
