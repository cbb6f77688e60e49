import { join } from "node:path";
import { sleep } from "@workset/clock";
import type { Store } from "@workset/store";
import { ask } from "./asking.ts";
import { someKey, somePadding } from "./keys.ts";
import type { Instance, InstanceQueue } from "./instance.ts";

interface StoreWithBackup extends Store {
  backup(path: string): Promise<unknown>;
}

/** Whether this store can make a copy of itself; it is found out by looking. */
export function canBackUp(store: Store): store is StoreWithBackup {
  return "backup" in store;
}

/** Does what the plan asks for over and over, with a notice each time it begins; closes once. */
export async function perform(store: Store, queue: InstanceQueue, instance: Instance): Promise<void> {
  const { injection } = instance.plan;
  if (injection === undefined) return;
  const random = instance.random("injections");
  do {
    await sleep(instance.clock, random.between(20, 80));
    instance.notice(injection);
    if (injection === "burst") await crowd(queue, instance, 1000, () => somePadding(random));
    else if (injection === "flood")
      await crowd(queue, instance, 300, () => ({ padding: "x".repeat(20_000) }));
    else if (injection === "close") await close(store, queue, instance);
    else if (canBackUp(store)) await backUp(store, instance);
  } while (injection !== "close");
}

/** Many adds in one turn. */
async function crowd(
  queue: InstanceQueue,
  instance: Instance,
  adds: number,
  options: () => { readonly padding?: string },
): Promise<void> {
  const random = instance.random("crowd");
  const added = Array.from({ length: adds }, () => ask({ queue, instance }, someKey(random), {}, options()));
  await Promise.all(added);
}

async function close(store: Store, queue: InstanceQueue, instance: Instance): Promise<void> {
  instance.closing = true;
  await queue.close();
  await store.close();
}

async function backUp(store: StoreWithBackup, instance: Instance): Promise<void> {
  const path = join(instance.plan.backups, `${instance.op()}.db`);
  await store.backup(path);
  instance.journal.write({ is: "backed-up", instance: instance.plan.instance, path });
}
