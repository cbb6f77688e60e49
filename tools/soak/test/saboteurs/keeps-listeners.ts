import type { House } from "../../src/house.ts";
import { atEachStart } from "./runners.ts";

/** A runner that listens to the signal of the house, and is still listening when it has stopped. */
export function enter({ living }: House): Disposable {
  return atEachStart(() => living.addEventListener("abort", () => {}));
}
