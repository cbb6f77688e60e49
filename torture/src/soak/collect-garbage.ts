import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Collects all that nobody holds any more, what finalizers let go of included. */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    collect();
    await setImmediate();
  }
}
