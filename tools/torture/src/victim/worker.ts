import { sleep } from "@workset/clock";
import type { DurableLease } from "@workset/durable";
import type { HandlerEnd } from "../event.ts";
import { monotonicMs, type Random } from "kit";
import { ask } from "./asking.ts";
import type { Item } from "./item.ts";
import { someKey } from "./keys.ts";
import type { Instance, InstanceQueue } from "./instance.ts";

/** Takes key after key and handles it, until the queue is shut down. */
export async function work(queue: InstanceQueue, instance: Instance, name: string): Promise<void> {
  const random = instance.random(name);
  const inBatches = random.chance(0.25);
  for (;;) {
    const leases = inBatches ? await queue.getBatch(4) : await one(queue);
    if (leases.length === 0) return;
    await Promise.all(leases.map((lease) => handle({ queue, instance }, lease, random)));
  }
}

async function one(queue: InstanceQueue): Promise<DurableLease<Item>[]> {
  const lease = await queue.get();
  return lease ? [lease] : [];
}

/** One run, from the line in the journal before it to the one after it. */
async function handle(
  at: { readonly queue: InstanceQueue; readonly instance: Instance },
  lease: DurableLease<Item>,
  random: Random,
): Promise<void> {
  const { queue, instance } = at;
  const { key, failures, crashes } = lease;
  // A queue that mixes up its payloads hands out what is no item of ours.
  const { version = 0 } = lease.item as Partial<Item>;
  const of = { instance: instance.plan.instance, run: instance.op(), key, version };
  const times = { atMs: monotonicMs(), wallAt: instance.clock.wallNow() };
  instance.journal.write({ is: "started", ...of, ...times, failures, crashes });
  if (key === instance.plan.poison) process.kill(process.pid, "SIGKILL");
  const how = instance.plan.task === "drain" ? "done" : await someWork(at, lease, random);
  if (how === "done" && failures > 0) {
    instance.journal.write({ is: "forgetting", instance: of.instance, key, op: instance.op() });
    await queue.forget(key);
  }
  instance.journal.write({ is: "ending", ...of, how });
  if (how === "done" && random.chance(0.1)) {
    // A release without an awaiting caller, as in a loop that goes on at once.
    void lease.done().catch(() => undefined);
    return;
  }
  instance.journal.write({ is: "ended", ...of, how, ending: await ended(lease, how) });
}

/** What a handler may do. */
async function someWork(
  at: { readonly queue: InstanceQueue; readonly instance: Instance },
  { key, failures }: DurableLease<Item>,
  random: Random,
): Promise<HandlerEnd> {
  if (random.chance(0.05)) await ask(at, someKey(random), {});
  if (random.chance(0.05)) await ask(at, key, {});
  if (random.chance(0.25)) await ask(at, key, { afterMs: random.between(0, 700) });
  if (random.chance(0.6)) await sleep(at.instance.clock, random.between(0, 20));
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
