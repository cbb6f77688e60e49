import { expect, test } from "vitest";
import type { DurableQueue } from "@workset/durable";
import { Bench, type Mail } from "./open-queue.ts";
import { collectGarbage } from "./collect-garbage.ts";

const many = 100_000;

async function aliveAfterTurn(refs: readonly WeakRef<object>[]): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

test("A queue keeps no item of its backlog: the store does, as text", async () => {
  const bench = new Bench();
  const queue = await bench.openMails();
  const added: WeakRef<Mail>[] = [];
  const adding = async (): Promise<void> => {
    const items = Array.from({ length: many }, (_, i) => ({ to: `mail ${i}`, text: "t" }));
    for (const item of items.slice(0, 100)) added.push(new WeakRef(item));
    await queue.addAll(items);
  };
  await adding();
  expect(await queue.length).toBe(many);
  expect(await aliveAfterTurn(added)).toBe(0);
});

test("A queue keeps no lease that has ended, and no caller that gave up", async () => {
  const queue = await new Bench().open();
  await queue.addAll(["a", "b", "c", "d"]);
  const ended = await endFour(queue);
  expect(await aliveAfterTurn(ended)).toBe(0);
  const signals = await giveUp(queue);
  expect(await aliveAfterTurn(signals)).toBe(0);
  expect(await queue.stats()).toMatchObject({ getters: 0, processing: 0 });
});

async function endFour(queue: DurableQueue): Promise<WeakRef<object>[]> {
  const [a, b, c, d] = await queue.getBatch(4);
  await Promise.all([a!.done(), b!.retry(), c!.giveUp("no"), d!.giveBack()]);
  return [a, b, c, d].map((lease) => new WeakRef(lease!));
}

async function giveUp(queue: DurableQueue): Promise<WeakRef<object>[]> {
  await queue.cancel("b");
  for (const lease of await queue.getBatch(4)) await lease.done();
  const stops = Array.from({ length: 50 }, () => new AbortController());
  const gets = Promise.allSettled(stops.map(({ signal }) => queue.get(signal)));
  for (const stop of stops) stop.abort();
  await gets;
  return stops.map(({ signal }) => new WeakRef(signal));
}
