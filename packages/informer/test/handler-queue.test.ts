import { setImmediate } from "node:timers/promises";
import { ManualClock, systemClock } from "@workset/clock";
import { describe, expect, test } from "vitest";
import {
  FakeSource,
  SharedInformer,
  type EventHandler,
  type HandlerOptions,
  type SlowCall,
} from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing): string => name, versionOf: ({ version }: Thing): string => version };
const thing = (name: string): Thing => ({ name, version: "" });

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await setImmediate();
}

/** A running informer with one handler. */
async function handled(handler: EventHandler<Thing>, options: HandlerOptions = {}, ...names: string[]) {
  const clock = new ManualClock();
  const source = new FakeSource<Thing>({ meta, stamp: ({ name }, version) => ({ name, version }) });
  for (const name of names) source.add(thing(name));
  const failures: string[] = [];
  const slow: SlowCall[] = [];
  const informer = new SharedInformer<Thing>({
    source,
    meta,
    clock,
    onError: (error, failure) => void failures.push(`${failure.during}: ${(error as Error).message}`),
    onSlowCall: (call) => void slow.push(call),
  });
  const registration = informer.addHandler(handler, { name: "one", ...options });
  await informer.start();
  await informer.synced();
  await settle();
  return { clock, source, informer, registration, failures, slow };
}

/** A handler each of whose calls ends when the test says so. */
function byHand() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const hold = (what: string): Promise<void> => {
    begun.push(what);
    return new Promise((resolve) => ends.set(what, resolve));
  };
  const handler: EventHandler<Thing> = {
    onAdd: ({ name }) => hold(`add ${name}`),
    onUpdate: (before, { name, version }) => hold(`update ${name}@${before.version}→${version}`),
    onDelete: ({ key, last }) => hold(`delete ${key}@${last?.version}`),
  };
  const end = async (what: string): Promise<void> => {
    ends.get(what)!();
    await settle();
  };
  return { handler, begun, end };
}

describe("The calls of a handler", () => {
  test("come one at a time: the next waits until the promise of the one before has settled", async () => {
    const { handler, begun, end } = byHand();
    const { informer, registration } = await handled(handler, {}, "a", "b", "c");
    expect([begun, registration.backlog]).toEqual([["add a"], 2]);
    await end("add a");
    expect([begun, registration.hasSynced]).toEqual([["add a", "add b"], false]);
    await end("add b");
    await end("add c");
    expect([registration.backlog, registration.hasSynced]).toEqual([0, true]);
    await informer.stop();
  });

  test("run as many at once as the handler allows, begun in order, and sync waits for the oldest", async () => {
    const { handler, begun, end } = byHand();
    const { informer, registration } = await handled(handler, { concurrency: 2 }, "a", "b", "c");
    expect(begun).toEqual(["add a", "add b"]);
    await end("add b");
    expect(begun).toEqual(["add a", "add b"]);
    await end("add a");
    expect(begun).toEqual(["add a", "add b", "add c"]);
    expect(registration.hasSynced).toBe(false);
    await end("add c");
    expect(registration.hasSynced).toBe(true);
    await informer.stop();
  });

  test("that fail are reported and passed over, whether they throw or reject", async () => {
    const heard: string[] = [];
    const { failures, registration, informer } = await handled(
      {
        onAdd({ name }) {
          heard.push(name);
          if (name === "a") throw new Error("threw");
          return name === "b" ? Promise.reject(new Error("rejected")) : undefined;
        },
      },
      {},
      "a",
      "b",
      "c",
    );
    expect(heard).toEqual(["a", "b", "c"]);
    expect(failures).toEqual(["handler: threw", "handler: rejected"]);
    expect(registration.hasSynced).toBe(true);
    await informer.stop();
  });

  test("that fail are made again after a growing delay, before any other, with onFailure: retry", async () => {
    const heard: string[] = [];
    let failing = 3;
    const { source, clock, failures, registration, informer } = await handled(
      {
        async onAdd({ name }) {
          heard.push(`${name} at ${clock.now()}`);
          if (failing-- > 0) throw new Error("not yet");
        },
      },
      { onFailure: "retry" },
    );
    source.add(thing("a"));
    source.add(thing("b"));
    await settle();
    for (const ms of [100, 200, 399, 1]) {
      expect(registration.backlog).toBe(1);
      clock.advance(ms);
      await settle();
    }
    expect(heard).toEqual(["a at 0", "a at 100", "a at 300", "a at 700", "b at 700"]);
    expect([failures.length, registration.backlog]).toEqual([3, 0]);
    await informer.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test("that wait are bounded: with block, the informer reads no further until there is room", async () => {
    const { handler, begun, end } = byHand();
    const { source, informer, registration } = await handled(handler, { backlog: 2, whenFull: "block" }, "a");
    const others: string[] = [];
    informer.addHandler({ onUpdate: (_, { name }) => void others.push(name) });
    for (const name of ["b", "c", "d", "e"]) source.add(thing(name));
    await settle();
    expect(registration.backlog).toBe(2);
    expect(informer.cache.size).toBe(4);
    for (const name of ["a", "b", "c", "d", "e"]) await end(`add ${name}`);
    expect(begun).toEqual(["add a", "add b", "add c", "add d", "add e"]);
    expect(informer.cache.size).toBe(5);
    await informer.stop();
  });

  test("that wait are bounded: with coalesce, of each object only the newest state waits", async () => {
    const { handler, begun, end } = byHand();
    const { source, informer, registration } = await handled(
      handler,
      { backlog: 1, whenFull: "coalesce" },
      "a",
    );
    await end("add a");
    source.modify(thing("a"));
    await settle();
    source.add(thing("b"));
    source.add(thing("passing"));
    for (let times = 0; times < 3; times++) source.modify(thing("a"));
    source.modify(thing("b"));
    source.delete("passing");
    await settle();
    expect(registration.backlog).toBe(2);
    source.delete("a");
    source.add(thing("a"));
    await settle();
    expect(registration.backlog).toBe(3);
    await end("update a@1→2");
    await end("add b");
    await end("delete a@10");
    await end("add a");
    expect(begun).toEqual(["add a", "update a@1→2", "add b", "delete a@10", "add a"]);
    expect(registration.backlog).toBe(0);
    await informer.stop();
  });

  test("that take long while many wait are reported", async () => {
    const names = Array.from({ length: 1100 }, (_, n) => `n${n}`);
    const { handler, begun, end } = byHand();
    const { clock, slow, informer } = await handled(handler, {}, ...names);
    await end(begun[0]!);
    clock.advance(100.5);
    await end(begun[1]!);
    expect(slow).toEqual([{ handler: "one", tookMs: 100.5, backlog: 1098 }]);
    clock.advance(99);
    await end(begun[2]!);
    expect(slow).toHaveLength(1);
    const stopping = informer.stop();
    await end(begun[3]!);
    await stopping;
  });

  test("end when it is removed: what waits is dropped, the call under way is waited for", async () => {
    const { handler, begun, end } = byHand();
    const { source, informer, registration } = await handled(handler, {}, "a", "b");
    let removed = false;
    const removing = registration.remove().then(() => (removed = true));
    await settle();
    expect([removed, registration.backlog]).toEqual([false, 0]);
    await end("add a");
    expect(removed).toBe(true);
    await Promise.all([removing, registration.remove()]);
    source.add(thing("c"));
    await settle();
    expect(begun).toEqual(["add a"]);
    await expect(registration.synced()).rejects.toThrow("handler one was removed");
    await informer.stop();
  });

  test("end when it is removed while a failed call waits to be made again", async () => {
    const failing = {
      onAdd: (): void => {
        throw new Error("never");
      },
    };
    const { clock, registration, informer } = await handled(failing, { onFailure: "retry" }, "a");
    await registration.remove();
    clock.advance(60_000);
    await settle();
    await informer.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test("cannot be ended from inside one of them", async () => {
    const refused: unknown[] = [];
    const { source, informer, registration } = await handled({
      onAdd: () => registration.remove().catch((error: unknown) => void refused.push(error)),
    });
    source.add(thing("a"));
    source.add(thing("b"));
    await settle();
    expect(refused.map(String)).toEqual(
      Array(2).fill(expect.stringContaining("from inside one of its calls")),
    );
    await informer.stop();
  });

  test("that settle at once let the event loop have its turn now and then", async () => {
    const source = new FakeSource<Thing>({ meta, stamp: ({ name }, version) => ({ name, version }) });
    for (let n = 0; n < 64; n++) source.add(thing(`n${n}`));
    const informer = new SharedInformer<Thing>({ source, meta, clock: systemClock });
    const turns: number[] = [];
    let calls = 0;
    const registration = informer.addHandler({
      onAdd() {
        calls++;
        for (const until = performance.now() + 2; performance.now() < until;);
      },
    });
    await informer.start();
    while (!registration.hasSynced) {
      await setImmediate();
      turns.push(calls);
    }
    expect(calls).toBe(64);
    expect(turns.filter((seen) => seen > 0 && seen < 64).length).toBeGreaterThan(1);
    await informer.stop();
  });
});
