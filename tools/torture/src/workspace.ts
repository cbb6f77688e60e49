import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Trial, type TrialOptions } from "./trial.ts";

/** How high the count of crashes of a key may rise where nothing is to be quarantined. */
const everMoreCrashes = 1_000_000_000;

/** Where trials are held: a folder that is gone afterwards. */
export class Workspace implements Disposable {
  readonly seed: number;
  /** The module that opens the cache of an informer. */
  readonly cache: string;
  readonly #store: string;
  readonly #folder: string;
  #trials = 0;

  readonly #clean = (): void => {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  };

  /** `store` is the module that opens the store, `cache` the one that opens the cache of an informer. */
  constructor(seed: number, store: string, cache: string) {
    this.seed = seed;
    this.cache = cache;
    this.#store = store;
    this.#folder = mkdtempSync(join(tmpdir(), "workset-torture-"));
    process.once("exit", this.#clean);
  }

  /** A trial on a database of its own. */
  trial(options: Pick<Partial<TrialOptions>, "maxCrashes"> = {}): Trial {
    return new Trial({
      seed: this.seed,
      folder: join(this.#folder, `trial-${this.#trials++}`),
      store: this.#store,
      compiled: join(this.#folder, "compiled"),
      maxCrashes: everMoreCrashes,
      ...options,
    });
  }

  /** A folder for a trial of another kind, and where Node.js keeps compiled code between processes. */
  place(): { readonly folder: string; readonly compiled: string } {
    const folder = join(this.#folder, `trial-${this.#trials++}`);
    return { folder, compiled: join(this.#folder, "compiled") };
  }

  [Symbol.dispose](): void {
    process.off("exit", this.#clean);
    this.#clean();
  }
}
