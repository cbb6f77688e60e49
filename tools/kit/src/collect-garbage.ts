import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Collects all unreachable objects, those that finalizers release included. Needs no flag of Node's. */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    collect();
    await setImmediate();
  }
}
