import { sleep } from "@workset/clock";
import type { Instance, InstanceQueue } from "./instance.ts";

/** Waits until no key is ready, processing or waiting; then records the failed set, empties it, and reports. */
export async function drain(queue: InstanceQueue, instance: Instance): Promise<void> {
  while (await atWork(queue)) await sleep(instance.clock, 10);
  const { instance: number } = instance.plan;
  for await (const { key, item } of queue.failed.list()) {
    instance.journal.write({ is: "found-failed", instance: number, key, version: item.version });
  }
  await queue.failed.purge({ all: true });
  instance.journal.write({ is: "drained", instance: number });
  instance.notice("drained");
}

async function atWork(queue: InstanceQueue): Promise<boolean> {
  const { ready, processing, waiting } = await queue.stats();
  return ready + processing + waiting > 0;
}
