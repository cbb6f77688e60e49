import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Trial, type TrialOptions } from "./trial.ts";

/** How high the count of crashes of a key may rise where nothing is to be quarantined. */
const everMoreCrashes = 1_000_000_000;

/** Where trials are held: a folder that is gone afterwards. */
export class Ground implements Disposable {
  readonly seed: number;
  readonly #store: string;
  readonly #folder: string;
  #trials = 0;

  readonly #clean = (): void => {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  };

  /** `store` is the module that opens the store. */
  constructor(seed: number, store: string) {
    this.seed = seed;
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

  [Symbol.dispose](): void {
    process.off("exit", this.#clean);
    this.#clean();
  }
}
