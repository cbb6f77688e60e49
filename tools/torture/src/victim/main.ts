import { writeSync } from "node:fs";
import { inspect } from "node:util";
import { sleep } from "@workset/clock";
import { DurableQueue } from "@workset/durable";
import { isStoreError, type Store } from "@workset/store";
import { monotonicMs } from "kit";
import { ask } from "./asking.ts";
import { drain } from "./drain.ts";
import { canBackUp, perform } from "./feats.ts";
import type { Item } from "./item.ts";
import { knownKeys } from "./keys.ts";
import { Life, type VictimQueue } from "./life.ts";
import type { LifePlan } from "./plan.ts";
import { produce, resync } from "./producer.ts";
import { work } from "./worker.ts";

/** The module that a plan names. */
interface Opener {
  openStore(path: string): Promise<Store>;
}

const plan = JSON.parse(process.argv[2]!) as LifePlan;
const life = new Life(plan);

// The parent holds the other end: whatever becomes of it, nobody is left behind.
process.stdin.resume().on("end", () => process.exit(3));

await live();
process.exit(0);

async function live(): Promise<void> {
  const opener = (await import(plan.store)) as Opener;
  life.journal.write({ is: "opening", life: plan.life, atMs: monotonicMs() });
  life.notice("opening");
  const store = await openPatiently(opener);
  if (!store) {
    life.notice("in-use");
    return;
  }
  if (canBackUp(store)) life.notice("can backup");
  const queue = await openQueue(store);
  if (plan.errand !== "open") {
    await countSome(queue);
    const working = plan.errand === "work" ? fill(store, queue) : undefined;
    for (let worker = 0; worker < plan.workers; worker++) carefully(work(queue, life, `worker ${worker}`));
    if (plan.poison !== undefined && !(await queue.has(plan.poison))) {
      await ask({ queue, life }, plan.poison, {});
    }
    life.notice("open");
    await (working ?? drain(queue, life));
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
      life.notice("insisting");
      await sleep(life.clock, 5);
    }
  }
}

async function openQueue(store: Store): Promise<VictimQueue> {
  const queue = await DurableQueue.open<Item>({
    store,
    name: "tortured",
    keyOf: ({ key }) => key,
    limiter: life.limiter,
    maxCrashes: plan.maxCrashes,
    onError: fail,
  });
  const { recovered, quarantined } = queue.recovery;
  life.journal.write({ is: "opened", life: plan.life, atMs: monotonicMs(), recovered, quarantined });
  return queue;
}

/** The counts of failures as they were left by the processes before. */
async function countSome(queue: VictimQueue): Promise<void> {
  for (const key of knownKeys.slice(0, 12)) {
    const failures = await queue.numRequeues(key);
    life.journal.write({ is: "counted", life: plan.life, key, failures });
  }
}

/** Fills the queue, for ever. */
function fill(store: Store, queue: VictimQueue): Promise<never> {
  carefully(resync(queue, life));
  for (const name of ["one", "two", "three", "four"]) carefully(produce(queue, life, name));
  carefully(perform(store, queue, life));
  return new Promise(() => undefined);
}

function carefully(part: Promise<unknown>): void {
  part.catch(fail);
}

/** Whatever fails while nothing is being closed is a fault, and the parent is to see it. */
function fail(error: unknown): void {
  if (life.closing) return;
  writeSync(2, `${inspect(error)}\n`);
  process.exit(1);
}
