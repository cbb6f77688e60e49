/** Leaves a rejection unhandled. */
export function enter(): Disposable {
  void Promise.reject(new Error("unhandled"));
  return { [Symbol.dispose]: () => {} };
}
