import { describe, expect, test } from "vitest";
import type { DurableAddOutcome, DurableQueue } from "@workset/durable";
import { Bench, statesOf, type Mail } from "./open-queue.ts";

const merge = (waiting: Mail, added: Mail): Mail => ({
  to: added.to,
  text: `${waiting.text}+${added.text}`,
});

/** What is left of the first version and the second, by policy. */
const policies = [
  { policy: "latest" as const, left: "2" },
  { policy: "first" as const, left: "1" },
  { policy: merge, left: "1+2" },
];

/** Where a key with the first version can be when the second is added, and what becomes of it. */
const states: readonly {
  readonly where: string;
  readonly backoff?: "cut" | "keep";
  readonly bring: (queue: DurableQueue<Mail>) => Promise<unknown>;
  readonly outcome: DurableAddOutcome;
  readonly state: string;
  /** How long the key then waits. */
  readonly waitsMs?: number;
}[] = [
  {
    where: "waiting in line",
    bring: (queue) => queue.add({ to: "a", text: "1" }),
    outcome: "coalesced",
    state: "ready",
  },
  {
    where: "delayed",
    bring: (queue) => queue.addAfter({ to: "a", text: "1" }, 100),
    outcome: "added",
    state: "ready",
  },
  {
    where: "changed while running",
    async bring(queue) {
      await queue.add({ to: "a", text: "0" });
      await queue.get();
      await queue.add({ to: "a", text: "1" });
    },
    outcome: "coalesced",
    state: "rerun",
  },
  {
    where: "delayed while running",
    async bring(queue) {
      await queue.add({ to: "a", text: "0" });
      await queue.get();
      await queue.addAfter({ to: "a", text: "1" }, 100);
    },
    outcome: "rerun",
    state: "rerun",
  },
  {
    where: "in retry back-off that an add cuts",
    backoff: "cut",
    bring: fail,
    outcome: "added",
    state: "ready",
  },
  {
    where: "in retry back-off that an add keeps",
    backoff: "keep",
    bring: fail,
    outcome: "coalesced",
    state: "waiting",
    waitsMs: 10,
  },
  {
    where: "failed for good",
    async bring(queue) {
      await queue.add({ to: "a", text: "1" });
      await (await queue.get())!.giveUp(new Error("no"));
    },
    outcome: "revived",
    state: "ready",
  },
];

async function fail(queue: DurableQueue<Mail>): Promise<void> {
  await queue.add({ to: "a", text: "1" });
  const lease = (await queue.get())!;
  await queue.addRateLimited(lease.item);
  await lease.done();
}

describe.each(states)("A key that is $where", ({ backoff, bring, outcome, state, waitsMs }) => {
  test.each(policies)("and is added anew, runs with $left", async ({ policy, left }) => {
    const bench = new Bench();
    const queue = await bench.openMails({ payload: policy, ...(backoff && { backoff }) });
    await bring(queue);
    expect(await queue.add({ to: "a", text: "2" })).toBe(outcome);
    expect(await statesOf(queue)).toEqual([`a:${state}`]);
    if (state === "rerun") await queue.done("a");
    if (waitsMs !== undefined) {
      const [waiting] = await Array.fromAsync(queue.waiting());
      expect([waiting?.dueInMs, waiting?.item.text]).toEqual([waitsMs, left]);
      bench.clock.advance(waitsMs);
    }
    const lease = (await queue.tryGet())!;
    expect(lease.item).toEqual({ to: "a", text: left });
    expect(await lease.done()).toBe("done");
    // Once is enough.
    expect(await queue.stats()).toMatchObject({ ready: 0, processing: 0, waiting: 0, failed: 0 });
  });

  test.each(policies)("survives being closed and opened with $left", async ({ policy, left }) => {
    const bench = new Bench();
    const options = { payload: policy, ...(backoff && { backoff }) };
    const queue = await bench.openMails(options);
    await bring(queue);
    await queue.close();
    const reopened = await bench.openMails(options);
    await reopened.add({ to: "a", text: "2" });
    bench.clock.advance(waitsMs ?? 0);
    const text = (await reopened.tryGet())!.item.text;
    // A run that was interrupted is one with what was added meanwhile.
    const expected = state === "rerun" ? { latest: "2", first: "0", merged: "0+1+2" } : undefined;
    expect(text).toBe(expected ? expected[typeof policy === "string" ? policy : "merged"] : left);
  });
});

test("A key that is running keeps its payload, and runs once more with the one that was added", async () => {
  const queue = await new Bench().openMails();
  await queue.add({ to: "a", text: "1" });
  const lease = (await queue.get())!;
  expect(await queue.add({ to: "a", text: "2" })).toBe("rerun");
  expect(lease.item.text).toBe("1");
  expect(await lease.done()).toBe("rerun");
  expect((await queue.get())?.item.text).toBe("2");
});

describe("A run that failed does not put its old payload over what was added meanwhile", () => {
  const ways = [
    { way: "lease.retry()", retry: "lease" },
    { way: "addRateLimited(item, { again: true })", retry: "again" },
  ] as const;

  test.each(
    ways.flatMap(({ way, retry }) => [
      { way, retry, policy: "latest" as const, left: "2" },
      { way, retry, policy: merge, left: "1+2" },
    ]),
  )("tried again by $way: $left", async ({ retry, policy, left }) => {
    const queue = await new Bench().openMails({ payload: policy });
    await queue.add({ to: "a", text: "1" });
    const lease = (await queue.get())!;
    await queue.add({ to: "a", text: "2" });
    if (retry === "lease") {
      expect(await lease.retry()).toBe("rerun");
    } else {
      expect(await queue.addRateLimited(lease.item, { again: true })).toBe("coalesced");
      expect(await lease.done()).toBe("rerun");
    }
    expect((await queue.tryGet())?.item.text).toBe(left);
  });
});

test("A revived key keeps its errors, and its counts begin anew", async () => {
  const bench = new Bench();
  const queue = await bench.open();
  await queue.add("a");
  await (await queue.get())!.retry();
  bench.clock.advance(10);
  await (await queue.get())!.giveUp(new Error("no"));
  await queue.add("a");
  expect(await queue.numRequeues("a")).toBe(0);
  expect((await queue.get())?.failures).toBe(0);
  expect(await queue.failed.errors("a")).toMatchObject([{ message: "no", failures: 1 }]);
});

test("A failed key that is added for later waits, and counts as failed no more", async () => {
  const queue = await new Bench().openMails({ payload: merge });
  await queue.add({ to: "a", text: "1" });
  await (await queue.get())!.giveUp(new Error("no"));
  expect(await queue.addAfter({ to: "a", text: "2" }, 10)).toBe("waiting");
  expect(await statesOf(queue)).toEqual(["a:waiting"]);
  const [waiting] = await Array.fromAsync(queue.waiting());
  expect(waiting?.item.text).toBe("1+2");
});

describe("A merge function", () => {
  test.each([
    {
      does: "throws",
      payload: (): Mail => {
        throw new RangeError("no merge");
      },
      refusal: /no merge/,
    },
    {
      does: "changes the key",
      payload: (_: Mail, added: Mail): Mail => ({ ...added, to: "b" }),
      refusal: /payload must merge two items into one of the same key/,
    },
    {
      does: "makes what cannot be written",
      payload: (_: Mail, added: Mail): Mail => ({ ...added, text: 5n as never }),
      refusal: /BigInt/,
    },
  ])("that $does rejects the add, and nothing is changed", async ({ payload, refusal }) => {
    const queue = await new Bench().openMails({ payload });
    await queue.add({ to: "a", text: "1" });
    await queue.addAfter({ to: "w", text: "1" }, 10);
    await expect(queue.add({ to: "a", text: "2" })).rejects.toThrow(refusal);
    await expect(queue.add({ to: "w", text: "2" })).rejects.toThrow(refusal);
    await expect(queue.addAfter({ to: "w", text: "2" }, 5)).rejects.toThrow(refusal);
    await expect(queue.addRateLimited({ to: "w", text: "2" })).rejects.toThrow(refusal);
    expect(await queue.numRequeues("w")).toBe(0);
    const listed = await Array.fromAsync(queue.list());
    expect(listed.map(({ item }) => item)).toEqual([
      { to: "a", text: "1" },
      { to: "w", text: "1" },
    ]);
    const [waiting] = await Array.fromAsync(queue.waiting());
    expect(waiting?.dueInMs).toBe(10);
  });

  test("that throws rejects the giving back of a key that changed; it can still be done", async () => {
    const queue = await new Bench().openMails({
      payload: () => {
        throw new Error("no merge");
      },
    });
    await queue.add({ to: "a", text: "1" });
    const lease = (await queue.get())!;
    await queue.add({ to: "a", text: "2" });
    await expect(lease.giveBack()).rejects.toThrow("no merge");
    expect(await statesOf(queue)).toEqual(["a:rerun"]);
    expect(await lease.done()).toBe("rerun");
    expect((await queue.get())?.item.text).toBe("2");
  });
});
