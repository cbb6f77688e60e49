import { setImmediate } from "node:timers/promises";

/** Turns of the event loop: commits take one each, and a verb may lead to another. */
export async function turns(many: number = 20): Promise<void> {
  for (let left = many; left > 0; left--) await setImmediate();
}
