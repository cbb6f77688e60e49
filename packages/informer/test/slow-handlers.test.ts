import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { describe, expect, test } from "vitest";
import {
  FakeSource,
  SharedInformer,
  type InformerFailure,
  type SharedInformerOptions,
} from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly version: string;
}

const meta = { keyOf: ({ name }: Thing): string => name, versionOf: ({ version }: Thing): string => version };
const thing = (name: string): Thing => ({ name, version: "" });

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await setImmediate();
}

function setUp(options: Partial<SharedInformerOptions<Thing>> = {}) {
  const clock = new ManualClock();
  const source = new FakeSource<Thing>({ meta, stamp: ({ name }, version) => ({ name, version }) });
  const failures: [code: unknown, failure: InformerFailure][] = [];
  const informer = new SharedInformer<Thing>({
    source,
    clock,
    name: "things",
    onError: (error, failure) => void failures.push([(error as { code?: unknown }).code, failure]),
    ...options,
  } as SharedInformerOptions<Thing>);
  return { clock, source, failures, informer };
}

/** Stops without waiting for running calls. */
async function stopNow(informer: SharedInformer<Thing>, clock: ManualClock): Promise<void> {
  const stopping = informer.stop({ deadlineMs: 0 });
  clock.advance(0);
  await stopping;
}

const never = (): Promise<void> => new Promise(() => {});

describe("a call that does not settle", () => {
  test("is reported after 30 seconds, and again, with the handler and the key", async () => {
    const { clock, source, failures, informer } = setUp();
    informer.addHandler({ onAdd: never }, { name: "stuck" });
    await informer.start();
    source.add(thing("a"));
    await informer.until("a", (object) => object !== undefined);
    await settle();
    clock.advance(29_999);
    expect(failures).toEqual([]);
    clock.advance(1);
    expect(failures).toMatchObject([
      ["handler-stalled", { informer: "things", during: "handler", handler: "stuck", count: 1 }],
    ]);
    clock.advance(29_999);
    expect(failures).toHaveLength(1);
    clock.advance(1);
    expect(failures).toHaveLength(2);
    expect(failures[1]![1].count).toBe(2);
    await stopNow(informer, clock);
  });

  test("makes the informer unready until it settles", async () => {
    const { clock, source, informer } = setUp();
    const held = Promise.withResolvers<void>();
    informer.addHandler({ onAdd: () => held.promise }, { name: "stuck" });
    await informer.start();
    source.add(thing("a"));
    await settle();
    expect(informer.status.ready).toBe(true);
    clock.advance(30_000);
    expect(informer.status).toMatchObject({
      state: "running",
      healthy: true,
      ready: false,
      reason: 'handler stuck: the call for "a" has been running for 30000 ms',
    });
    held.resolve();
    await settle();
    expect(informer.status).toEqual({ state: "running", healthy: true, ready: true });
    expect(informer.trouble).toBeUndefined();
    await informer.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test("delays no other handler, however many changes come", async () => {
    const { clock, source, failures, informer } = setUp();
    const received: string[] = [];
    const stuck = informer.addHandler({ onAdd: never, onUpdate: never }, { name: "stuck", backlog: 10 });
    informer.addHandler({ onAdd: ({ name }) => void received.push(name) });
    await informer.start();
    await informer.synced();
    for (let n = 0; n < 50; n++) source.add(thing(`n${n}`));
    for (let n = 0; n < 50; n++) source.modify(thing(`n${n}`));
    await informer.reached("100");
    await settle();
    expect(received).toHaveLength(50);
    expect(failures).toMatchObject([["handler-queue-full", { handler: "stuck" }]]);
    // Of each object only the newest state is pending; the first is in the running call.
    expect(stuck.backlog).toBe(50);
    await stopNow(informer, clock);
  });

  test("blocks the informer where no state may be skipped, which is reported", async () => {
    const { clock, source, failures, informer } = setUp();
    informer.addHandler({ onAdd: never }, { name: "stuck", backlog: 2, whenFull: "block" });
    await informer.start();
    await informer.synced();
    for (let n = 0; n < 9; n++) source.add(thing(`n${n}`));
    await settle();
    expect(failures).toMatchObject([["handler-queue-full", { handler: "stuck" }]]);
    expect(informer.status).toMatchObject({
      ready: false,
      reason: expect.stringContaining("until there is room"),
    });
    await stopNow(informer, clock);
  });

  test("counts as failed after callTimeoutMs, and the next one follows", async () => {
    const { clock, source, failures, informer } = setUp();
    const received: string[] = [];
    const onAdd = ({ name }: Thing): Promise<void> => (received.push(name), never());
    const handler = informer.addHandler({ onAdd }, { callTimeoutMs: 500 });
    await informer.start();
    source.add(thing("a"));
    source.add(thing("b"));
    await settle();
    clock.advance(500);
    await settle();
    expect(received).toEqual(["a", "b"]);
    expect(failures.map(([code]) => code)).toEqual(["handler-timeout"]);
    clock.advance(500);
    await settle();
    expect(handler.backlog).toBe(0);
    await informer.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test("is made again after callTimeoutMs with onFailure: retry", async () => {
    const { clock, source, informer } = setUp();
    let calls = 0;
    const onAdd = (): Promise<void> => (++calls === 1 ? never() : Promise.resolve());
    informer.addHandler({ onAdd }, { callTimeoutMs: 500, onFailure: "retry" });
    await informer.start();
    source.add(thing("a"));
    await settle();
    clock.advance(500);
    await settle();
    clock.advance(100);
    await settle();
    expect(calls).toBe(2);
    expect(informer.trouble).toBeUndefined();
    await informer.stop();
  });

  test("ends the wait of remove with the signal", async () => {
    const { clock, source, informer } = setUp();
    const handler = informer.addHandler({ onAdd: never });
    await informer.start();
    source.add(thing("a"));
    await settle();
    await expect(handler.remove(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
    await stopNow(informer, clock);
  });
});

describe("stop", () => {
  test("waits for running calls until its deadline, and reports those it abandoned", async () => {
    const { clock, source, informer } = setUp();
    informer.addHandler({ onAdd: never }, { name: "stuck" });
    await informer.start();
    source.add(thing("a"));
    await settle();
    const stopping = informer.stop({ deadlineMs: 2_000 });
    await settle();
    expect(informer.status.state).toBe("stopping");
    clock.advance(2_000);
    expect(await stopping).toEqual({
      ended: "deadline",
      abandonedCalls: [{ handler: "stuck", key: "a", runningMs: 2_000 }],
      unsavedChanges: 0,
    });
    expect(informer.status.state).toBe("stopped");
    expect(clock.pendingTimers).toBe(0);
  });

  test("has a deadline of 30 seconds by default", async () => {
    const { clock, source, informer } = setUp();
    informer.addHandler({ onAdd: never });
    await informer.start();
    source.add(thing("a"));
    await settle();
    const stopping = informer.stop();
    await settle();
    clock.advance(30_000);
    expect((await stopping).ended).toBe("deadline");
  });

  test("ends with its signal", async () => {
    const { source, informer } = setUp();
    informer.addHandler({ onAdd: never });
    await informer.start();
    source.add(thing("a"));
    await settle();
    expect((await informer.stop({ signal: AbortSignal.abort() })).ended).toBe("aborted");
  });

  test("does not wait for a save that hangs, and reports what is not saved", async () => {
    const hanging = {
      load: () => ({ version: undefined, objects: [], intents: [] }),
      // Intents are saved at once, objects never.
      save: (changes: readonly { readonly type: string }[]) =>
        changes.every(({ type }) => type === "intent") ? Promise.resolve() : never(),
      [Symbol.asyncDispose]: async () => {},
    };
    const { clock, source, informer } = setUp({ persistence: hanging });
    informer.addHandler({});
    await informer.start();
    source.add(thing("a"));
    await settle();
    clock.advance(1_000);
    await settle();
    const stopping = informer.stop();
    await settle();
    clock.advance(30_000);
    expect(await stopping).toEqual({ ended: "finished", abandonedCalls: [], unsavedChanges: 1 });
  });

  test("resolves also when the informer never started, and start then rejects", async () => {
    const { informer } = setUp();
    expect(informer.status).toMatchObject({ state: "new", ready: false });
    expect((await informer.stop()).ended).toBe("finished");
    await expect(informer.start()).rejects.toMatchObject({ code: "stopped" });
  });
});
