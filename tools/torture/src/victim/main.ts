import { writeSync } from "node:fs";
import { inspect } from "node:util";
import { sleep } from "@workset/clock";
import { DurableQueue, QuarantineError } from "@workset/durable";
import { isStoreError, type Store } from "@workset/store";
import { monotonicMs } from "kit";
import { ask } from "./asking.ts";
import { drain } from "./drain.ts";
import { canBackUp, perform } from "./fault-injection.ts";
import type { Item } from "./item.ts";
import { knownKeys } from "./keys.ts";
import { Instance, type InstanceQueue } from "./instance.ts";
import type { InstancePlan } from "./plan.ts";
import { produce, resync } from "./producer.ts";
import { work } from "./worker.ts";

/** The module that a plan names. */
interface Opener {
  openStore(path: string): Promise<Store>;
}

const plan = JSON.parse(process.argv[2]!) as InstancePlan;
const instance = new Instance(plan);

// The parent holds the other end: this process ends with its parent.
process.stdin.resume().on("end", () => process.exit(3));

await live();
process.exit(0);

async function live(): Promise<void> {
  const opener = (await import(plan.store)) as Opener;
  instance.journal.write({ is: "opening", instance: plan.instance, atMs: monotonicMs() });
  instance.notice("opening");
  const store = await openPatiently(opener);
  if (!store) {
    instance.notice("in-use");
    return;
  }
  if (canBackUp(store)) instance.notice("can backup");
  const queue = await openQueue(store);
  if (plan.task !== "open") {
    await countSome(queue);
    const working = plan.task === "work" ? fill(store, queue) : undefined;
    for (let worker = 0; worker < plan.workers; worker++)
      carefully(work(queue, instance, `worker ${worker}`));
    if (plan.poison !== undefined && !(await queue.has(plan.poison))) {
      await ask({ queue, instance }, plan.poison, {});
    }
    instance.notice("open");
    await (working ?? drain(queue, instance));
  }
  await queue.close();
  await store.close();
}

async function openPatiently(opener: Opener): Promise<Store | undefined> {
  for (;;) {
    try {
      return await opener.openStore(plan.file);
    } catch (error) {
      if (!isStoreError(error) || error.code !== "in-use") throw error;
      if (!plan.insists) return undefined;
      instance.notice("insisting");
      await sleep(instance.clock, 5);
    }
  }
}

async function openQueue(store: Store): Promise<InstanceQueue> {
  const queue = await DurableQueue.open<Item>({
    // Each failure counts, so that the journal can say how many there must be.
    backoff: "cut",
    store,
    name: "tortured",
    keyOf: ({ key }) => key,
    limiter: instance.limiter,
    maxCrashes: plan.maxCrashes,
    onError: (error) => {
      // The journal has the quarantined keys.
      if (!(error instanceof QuarantineError)) fail(error);
    },
  });
  const { recovered, quarantined } = queue.recovery;
  instance.journal.write({
    is: "opened",
    instance: plan.instance,
    atMs: monotonicMs(),
    recovered,
    quarantined,
  });
  return queue;
}

/** The counts of failures as they were left by the processes before. */
async function countSome(queue: InstanceQueue): Promise<void> {
  for (const key of knownKeys.slice(0, 12)) {
    const failures = await queue.numRequeues(key);
    instance.journal.write({ is: "counted", instance: plan.instance, key, failures });
  }
}

/** Fills the queue, forever. */
function fill(store: Store, queue: InstanceQueue): Promise<never> {
  carefully(resync(queue, instance));
  for (const name of ["one", "two", "three", "four"]) carefully(produce(queue, instance, name));
  carefully(perform(store, queue, instance));
  return new Promise(() => undefined);
}

function carefully(part: Promise<unknown>): void {
  part.catch(fail);
}

/** Whatever fails while nothing is being closed is a fault, and the parent is to see it. */
function fail(error: unknown): void {
  if (instance.closing) return;
  writeSync(2, `${inspect(error)}\n`);
  process.exit(1);
}
