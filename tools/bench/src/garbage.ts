/**
 * Collects all garbage, now.
 * @throws Error when the runtime was not told to lend its collector: figures without it would mean something else.
 */
export function collectGarbage(): void {
  if (!globalThis.gc) throw new Error("the garbage collector cannot be called: run with --expose-gc");
  globalThis.gc();
}
