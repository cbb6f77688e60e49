import { sleep } from "@workset/clock";
import type { Random } from "kit";
import { ask, type When } from "./asking.ts";
import { knownKeys, someKey, somePadding } from "./keys.ts";
import type { Instance, InstanceQueue } from "./instance.ts";

/** One verb after another on random keys: what a program does that fills a queue. */
export async function produce(queue: InstanceQueue, instance: Instance, name: string): Promise<void> {
  const random = instance.random(name);
  while (!instance.closing) {
    await someVerb(queue, instance, random);
    if (random.chance(0.5)) await sleep(instance.clock, random.between(0, 4));
  }
}

/** What a program does that has just been started: it asks for what it knows, before anybody takes a key. */
export async function resync(queue: InstanceQueue, instance: Instance): Promise<void> {
  const random = instance.random("resync");
  const keys = knownKeys.filter(() => random.chance(0.3));
  await Promise.all(keys.map((key) => ask({ queue, instance }, key, someDelay(random))));
}

function someDelay(random: Random): When {
  const choice = random.next();
  if (choice < 0.3) return {};
  if (choice < 0.5) return "limited";
  return { afterMs: random.chance(0.5) ? random.between(0, 30) : random.between(0, 700) };
}

async function someVerb(queue: InstanceQueue, instance: Instance, random: Random): Promise<void> {
  const key = someKey(random);
  const options = { priority: random.int(3), ...somePadding(random) };
  const at = { queue, instance };
  const choice = random.next();
  if (choice < 0.5) await ask(at, key, {}, options);
  else if (choice < 0.75) {
    const afterMs = random.chance(0.5) ? random.between(0, 30) : random.between(0, 700);
    await ask(at, key, { afterMs, replace: random.chance(0.2) }, options);
  } else if (choice < 0.88) await ask(at, key, "limited", options);
  else if (choice < 0.97) await cancel(queue, instance, key);
  else await queue.postpone(key, random.between(0, 300));
}

async function cancel(queue: InstanceQueue, instance: Instance, key: string): Promise<void> {
  const of = { instance: instance.plan.instance, key, op: instance.op() };
  instance.journal.write({ is: "cancelling", ...of });
  const taken = await queue.cancel(key);
  instance.journal.write({ is: "cancelled", ...of, taken });
}
