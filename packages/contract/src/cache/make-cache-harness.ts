import type { CacheHarness } from "./cache-harness.ts";
import type { CacheSubject } from "./cache-subject.ts";

/** How a harness for a cache is made. */
export interface CacheHarnessOptions<C extends CacheSubject> {
  /** Opens a cache: at first an empty one, afterwards one on what the last left. */
  readonly open: () => C | Promise<C>;
  /** Lets happen what can happen without time passing; in Node, `setImmediate` of `node:timers/promises` will do. */
  readonly settle: () => Promise<void>;
  /**
   * Ends a cache as the end of its process would: at once, and without releasing anything.
   * @defaultValue none: the harness cannot crash, and the clauses about crashes are skipped
   */
  readonly crash?: (cache: C) => void | Promise<void>;
}

/** Makes a harness of a cache. */
export function makeCacheHarness<C extends CacheSubject>(options: CacheHarnessOptions<C>): CacheHarness {
  const { open, settle, crash } = options;
  let cache: Promise<C> | undefined;
  const opened = (): Promise<C> => (cache ??= Promise.resolve(open()));
  return {
    capabilities: crash ? ["crashes"] : [],
    settle,
    cache: opened,
    async reopen() {
      await (await opened())[Symbol.asyncDispose]();
      cache = undefined;
      return opened();
    },
    async kill() {
      await crash?.(await opened());
      cache = undefined;
      return opened();
    },
    [Symbol.asyncDispose]: async () => (await cache)?.[Symbol.asyncDispose](),
  };
}
