import { checkedCount } from "@workset/clock";

/** How much a limiter remembers of failing keys. */
export interface FailureCountsOptions {
  /**
   * As long as no more keys than this are failing, each is remembered until it is forgotten. Beyond it, the keys that
   * failed longest ago are forgotten first; the `maxKeys` that failed last always stay. Memory holds at most twice as
   * many. At least 1, at most 16,777,216.
   * @defaultValue 1_000_000
   */
  readonly maxKeys?: number;
}

/** Boxed, so that one more failure is one look-up and no write to a map. */
interface Failures {
  count: number;
}

/** What one `Map` can hold. */
const mostKeys = 2 ** 24;

/**
 * How often each key has failed since it was last forgotten.
 *
 * Keys live in two generations. One that fails joins the recent generation; when that is full it becomes the older one,
 * and the older one before it is dropped as a whole. A key is lost only when `maxKeys` others failed after it.
 */
export class FailureCounts {
  readonly #maxKeys: number;
  #recent = new Map<string, Failures>();
  #older = new Map<string, Failures>();

  constructor(options: FailureCountsOptions) {
    this.#maxKeys = checkedCount("maxKeys", options.maxKeys ?? 1_000_000, {
      atLeast: 1,
      atMost: mostKeys,
    });
  }

  /** Counts one more failure of this key; the answer is how many there were before. */
  add(key: string): number {
    const failures = this.#recent.get(key) ?? this.#join(key);
    return failures.count++;
  }

  /** How often this key has failed. */
  of(key: string): number {
    return (this.#recent.get(key) ?? this.#older.get(key))?.count ?? 0;
  }

  /** Starts this key at zero again. */
  forget(key: string): void {
    this.#recent.delete(key);
    this.#older.delete(key);
  }

  #join(key: string): Failures {
    const failures = this.#older.get(key) ?? { count: 0 };
    if (this.#recent.size >= this.#maxKeys) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(key, failures);
    return failures;
  }
}
