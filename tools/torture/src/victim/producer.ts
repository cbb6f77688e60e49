import { sleep } from "@workset/clock";
import type { Random } from "kit";
import { ask, type When } from "./asking.ts";
import { knownKeys, someKey, somePadding } from "./keys.ts";
import type { Life, VictimQueue } from "./life.ts";

/** One verb after another on random keys: what a program does that fills a queue. */
export async function produce(queue: VictimQueue, life: Life, name: string): Promise<void> {
  const random = life.random(name);
  while (!life.closing) {
    await someVerb(queue, life, random);
    if (random.chance(0.5)) await sleep(life.clock, random.between(0, 4));
  }
}

/** What a program does that has just been started: it asks for what it knows, before anybody takes a key. */
export async function resync(queue: VictimQueue, life: Life): Promise<void> {
  const random = life.random("resync");
  const keys = knownKeys.filter(() => random.chance(0.3));
  await Promise.all(keys.map((key) => ask({ queue, life }, key, someDelay(random))));
}

function someDelay(random: Random): When {
  const choice = random.next();
  if (choice < 0.3) return {};
  if (choice < 0.5) return "limited";
  return { afterMs: random.chance(0.5) ? random.between(0, 30) : random.between(0, 700) };
}

async function someVerb(queue: VictimQueue, life: Life, random: Random): Promise<void> {
  const key = someKey(random);
  const options = { priority: random.int(3), ...somePadding(random) };
  const at = { queue, life };
  const choice = random.next();
  if (choice < 0.5) await ask(at, key, {}, options);
  else if (choice < 0.75) {
    const afterMs = random.chance(0.5) ? random.between(0, 30) : random.between(0, 700);
    await ask(at, key, { afterMs, replace: random.chance(0.2) }, options);
  } else if (choice < 0.88) await ask(at, key, "limited", options);
  else if (choice < 0.97) await cancel(queue, life, key);
  else await queue.postpone(key, random.between(0, 300));
}

async function cancel(queue: VictimQueue, life: Life, key: string): Promise<void> {
  const of = { life: life.plan.life, key, op: life.op() };
  life.journal.write({ is: "cancelling", ...of });
  const taken = await queue.cancel(key);
  life.journal.write({ is: "cancelled", ...of, taken });
}
