import type { House } from "../../src/soak/house.ts";

/** Somebody who lets a promise float. */
export function enter(_: House): Disposable {
  void Promise.reject(new Error("nobody hears of this"));
  return { [Symbol.dispose]: () => {} };
}
