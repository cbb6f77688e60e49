import { nextTask, sleep, systemClock } from "@workset/clock";

/** Enough for a handler that awaits only promises to get as far as it can. */
const turnsToSettle = 5;

/** Lets other work have a few turns of the event loop. No time need pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < turnsToSettle; turn++) await nextTask();
}

/** Waits until the condition holds; whether it held within that much real time. */
export async function waitFor(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  await settle();
  const since = systemClock.now();
  while (!condition()) {
    if (systemClock.now() - since > timeoutMs) return false;
    await sleep(systemClock, 1);
  }
  return true;
}
