/** Somebody who lets a promise float. */
export function enter(): Disposable {
  void Promise.reject(new Error("nobody hears of this"));
  return { [Symbol.dispose]: () => {} };
}
