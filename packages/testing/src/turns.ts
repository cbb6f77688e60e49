import { sleep, systemClock } from "@workset/clock";

/** Enough for a handler that awaits promises alone to get as far as it can. */
const turnsToSettle = 5;

/** Lets everybody else have a few turns. No time need pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < turnsToSettle; turn++) await nextTask();
}

/** Waits until it is so; whether it became so within that much real time. */
export async function becomes(isSo: () => boolean, patienceMs: number): Promise<boolean> {
  await settle();
  const since = systemClock.now();
  while (!isSo()) {
    if (systemClock.now() - since > patienceMs) return false;
    await sleep(systemClock, 1);
  }
  return true;
}

/** After what is queued now, promises and events alike. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const arrived = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener("message", arrived, { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
