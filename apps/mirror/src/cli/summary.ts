import type { PathKey } from "../fs/path-key.ts";
import type { Reconciled } from "../reconcile.ts";

/** What was done since the start. */
export interface Totals {
  /** Files copied. */
  readonly files: number;
  /** Bytes copied. */
  readonly bytes: number;
  /** Entries deleted from the target. */
  readonly deleted: number;
  /** Runs that failed and were tried again. */
  readonly retries: number;
  /** Keys whose last run failed. */
  readonly failed: number;
  /** Milliseconds since the start. */
  readonly ms: number;
}

/** Counts what is done. */
export class Summary {
  readonly #startedAt = performance.now();
  /** Keys that fail; true where the key was given up. */
  readonly #failing = new Map<PathKey, boolean>();
  #files = 0;
  #bytes = 0;
  #deleted = 0;
  #retries = 0;

  /** A run succeeded. */
  done(key: PathKey, { outcome, bytes, deleted }: Reconciled): void {
    if (outcome === "copied") this.#files++;
    this.#bytes += bytes;
    this.#deleted += deleted;
    this.#failing.delete(key);
  }

  /** A run failed. */
  failed(key: PathKey, isRetried: boolean): void {
    if (isRetried) this.#retries++;
    this.#failing.set(key, !isRetried);
  }

  /** Whether a key was given up. */
  gaveUp(key: PathKey): boolean {
    return this.#failing.get(key) === true;
  }

  get totals(): Totals {
    return {
      files: this.#files,
      bytes: this.#bytes,
      deleted: this.#deleted,
      retries: this.#retries,
      failed: this.#failing.size,
      ms: Math.round(performance.now() - this.#startedAt),
    };
  }
}
