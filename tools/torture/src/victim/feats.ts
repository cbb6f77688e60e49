import { join } from "node:path";
import { sleep } from "@workset/clock";
import type { Store } from "@workset/store";
import { ask } from "./asking.ts";
import { someKey, somePadding } from "./keys.ts";
import type { Life, VictimQueue } from "./life.ts";

interface StoreWithBackup extends Store {
  backup(path: string): Promise<unknown>;
}

/** Whether this store can make a copy of itself; it is found out by looking. */
export function canBackUp(store: Store): store is StoreWithBackup {
  return "backup" in store;
}

/** Does what the plan asks for over and over, with a notice each time it begins; closes once. */
export async function perform(store: Store, queue: VictimQueue, life: Life): Promise<void> {
  const { feat } = life.plan;
  if (feat === undefined) return;
  const random = life.random("feats");
  do {
    await sleep(life.clock, random.between(20, 80));
    life.notice(feat);
    if (feat === "burst") await crowd(queue, life, 1000, () => somePadding(random));
    else if (feat === "flood") await crowd(queue, life, 300, () => ({ padding: "x".repeat(20_000) }));
    else if (feat === "close") await close(store, queue, life);
    else if (canBackUp(store)) await backUp(store, life);
  } while (feat !== "close");
}

/** Many adds in one turn. */
async function crowd(
  queue: VictimQueue,
  life: Life,
  adds: number,
  options: () => { readonly padding?: string },
): Promise<void> {
  const random = life.random("crowd");
  const added = Array.from({ length: adds }, () => ask({ queue, life }, someKey(random), {}, options()));
  await Promise.all(added);
}

async function close(store: Store, queue: VictimQueue, life: Life): Promise<void> {
  life.closing = true;
  await queue.close();
  await store.close();
}

async function backUp(store: StoreWithBackup, life: Life): Promise<void> {
  const path = join(life.plan.backups, `${life.op()}.db`);
  await store.backup(path);
  life.journal.write({ is: "backed-up", life: life.plan.life, path });
}
