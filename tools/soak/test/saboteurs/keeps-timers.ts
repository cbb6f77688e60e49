import type { House } from "../../src/house.ts";
import { atEachStart } from "./runners.ts";

/** A runner that does not take back a timer, which keeps no process alive. */
export function enter({ grounds }: House): Disposable {
  return atEachStart(() => void grounds.clock.after(3_600_000, () => {}, { keepsAlive: false }));
}
