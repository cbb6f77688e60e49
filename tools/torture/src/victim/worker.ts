import { sleep } from "@workset/clock";
import type { DurableLease } from "@workset/durable";
import type { HandlerEnd } from "../event.ts";
import { monotonicMs, type Random } from "kit";
import { ask } from "./asking.ts";
import type { Item } from "./item.ts";
import { someKey } from "./keys.ts";
import type { Life, VictimQueue } from "./life.ts";

/** Takes key after key and handles it, until the queue is shut down. */
export async function work(queue: VictimQueue, life: Life, name: string): Promise<void> {
  const random = life.random(name);
  const inBatches = random.chance(0.25);
  for (;;) {
    const leases = inBatches ? await queue.getBatch(4) : await one(queue);
    if (leases.length === 0) return;
    await Promise.all(leases.map((lease) => handle({ queue, life }, lease, random)));
  }
}

async function one(queue: VictimQueue): Promise<DurableLease<Item>[]> {
  const lease = await queue.get();
  return lease ? [lease] : [];
}

/** One run, from the line in the journal before it to the one after it. */
async function handle(
  at: { readonly queue: VictimQueue; readonly life: Life },
  lease: DurableLease<Item>,
  random: Random,
): Promise<void> {
  const { queue, life } = at;
  const { key, failures, crashes } = lease;
  // A queue that mixes up its payloads hands out what is no item of ours.
  const { version = 0 } = lease.item as Partial<Item>;
  const of = { life: life.plan.life, run: life.op(), key, version };
  const times = { atMs: monotonicMs(), wallAt: life.clock.wallNow() };
  life.journal.write({ is: "started", ...of, ...times, failures, crashes });
  if (key === life.plan.poison) process.kill(process.pid, "SIGKILL");
  const how = life.plan.errand === "drain" ? "done" : await someWork(at, lease, random);
  if (how === "done" && failures > 0) {
    life.journal.write({ is: "forgetting", life: of.life, key, op: life.op() });
    await queue.forget(key);
  }
  life.journal.write({ is: "ending", ...of, how });
  if (how === "done" && random.chance(0.1)) {
    lease[Symbol.dispose]();
    return;
  }
  life.journal.write({ is: "ended", ...of, how, ending: await ended(lease, how) });
}

/** What a handler may do. */
async function someWork(
  at: { readonly queue: VictimQueue; readonly life: Life },
  { key, failures }: DurableLease<Item>,
  random: Random,
): Promise<HandlerEnd> {
  if (random.chance(0.05)) await ask(at, someKey(random), {});
  if (random.chance(0.05)) await ask(at, key, {});
  if (random.chance(0.25)) await ask(at, key, { afterMs: random.between(0, 700) });
  if (random.chance(0.6)) await sleep(at.life.clock, random.between(0, 20));
  const choice = random.next();
  if (choice < 0.08) return "retry";
  if (choice < 0.12) {
    await ask(at, key, "limited", { failures });
    return "anew";
  }
  if (choice < 0.15) return "give-up";
  if (choice < 0.2) return "give-back";
  return "done";
}

function ended(lease: DurableLease<Item>, how: HandlerEnd): Promise<string> {
  if (how === "give-up") return lease.giveUp(new Error("the handler gave up"));
  if (how === "retry") return lease.retry();
  return how === "give-back" ? lease.giveBack() : lease.done();
}
