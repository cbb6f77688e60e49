import { sleep } from "@workset/clock";
import type { Life, VictimQueue } from "./life.ts";

/** Waits until nothing is ready, in hand or waiting; then writes down the failed set, empties it, and says so. */
export async function drain(queue: VictimQueue, life: Life): Promise<void> {
  while (await atWork(queue)) await sleep(life.clock, 10);
  const { life: number } = life.plan;
  for await (const { key, item } of queue.failed.list()) {
    life.journal.write({ is: "found-failed", life: number, key, version: item.version });
  }
  await queue.failed.purge({});
  life.journal.write({ is: "drained", life: number });
  life.notice("drained");
}

async function atWork(queue: VictimQueue): Promise<boolean> {
  const { ready, processing, waiting } = await queue.stats();
  return ready + processing + waiting > 0;
}
