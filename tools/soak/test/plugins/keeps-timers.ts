import type { SoakApp } from "../../src/soak-app.ts";
import { atEachStart } from "./runners.ts";

/** A runner that does not take back a timer, which keeps no process alive. */
export function enter({ env }: SoakApp): Disposable {
  return atEachStart(() => void env.clock.after(3_600_000, () => {}, { keepsAlive: false }));
}
