import { describe, expect, it } from "vitest";
import { shown } from "@workset/clock";
import { WorkQueue, type KeyOfOption, type PayloadPolicy, type WorkQueueOptions } from "../src/index.ts";

interface Pod {
  readonly name: string;
  readonly phase?: string;
}

/** The options as a caller without a compiler might write them. */
const untyped = <T>(options: object): WorkQueueOptions<T> & KeyOfOption<T> =>
  options as WorkQueueOptions<T> & KeyOfOption<T>;

const web = (phase: string): Pod => ({ name: "web", phase });

const queueWith = (payload: PayloadPolicy<Pod>): WorkQueue<Pod> =>
  new WorkQueue<Pod>({ keyOf: ({ name }) => name, payload });

describe("the options of a work queue", () => {
  it("may all be left out where the items are strings", () => {
    const queue = new WorkQueue();
    expect(queue.name).toBe("");
    expect(queue.keyOf("a")).toBe("a");
    expect(queue.combine("waiting", "added")).toBe("added");
  });

  it.each([0, -1, NaN, undefined, -Infinity])("refuse ageing with a point for each %d ms", (pointMs) => {
    expect(() => new WorkQueue(untyped<string>({ ageing: { pointMs } }))).toThrow(
      new RangeError(`ageing.pointMs must be a number of milliseconds, above 0, but it is ${pointMs}`),
    );
  });

  it.each([["newest"], [7], [null]])("refuse the payload policy %j", (payload) => {
    expect(() => new WorkQueue(untyped<string>({ payload }))).toThrow(
      new TypeError(`payload must be "latest", "first" or a function, but it is ${shown(payload)}`),
    );
  });

  it("need keyOf where the items are not strings, and say so at the first add", () => {
    const queue = new WorkQueue<Pod>(untyped<Pod>({}));
    expect(() => queue.add({ name: "web" })).toThrow(
      new TypeError(
        "an item that is not a string needs the option keyOf, which gives it its key; the item is an object",
      ),
    );
    expect(queue.stats()).toMatchObject({ ready: 0, adds: { added: 0 } });
  });

  it.each([[undefined], [null], [7], [Symbol("web")], [{ toString: () => "web" }]])(
    "need a keyOf that gives strings, not %o",
    (key) => {
      const keyOf = (() => key) as unknown as (pod: Pod) => string;
      const queue = new WorkQueue<Pod>({ keyOf });
      expect(() => queue.add({ name: "web" })).toThrow(
        new TypeError(`keyOf must give each item a string, but it gave ${shown(key)}`),
      );
      expect(queue.stats()).toMatchObject({ ready: 0, adds: { added: 0 } });
    },
  );

  it("let an error of keyOf through, and keep what was added before it", () => {
    const queue = new WorkQueue<Pod>({ keyOf: ({ name }) => name.toLowerCase() });
    const nameless = {} as unknown as Pod;
    expect(() => queue.addAll([{ name: "Web" }, nameless, { name: "Db" }])).toThrow(TypeError);
    expect(queue.list().map(({ key }) => key)).toEqual(["web"]);
  });
});

describe("the options of a get or an add", () => {
  it.each([[NaN], ["7"], [true]])("refuse the priority %j, and change nothing", async (priority) => {
    const queue = new WorkQueue();
    const options = { priority: priority as number };
    queue.add("known", { priority: 1 });
    const message = `priority must be a number, but it is ${shown(priority)}`;
    expect(() => queue.add("new", options)).toThrow(new RangeError(message));
    expect(() => queue.add("known", options)).toThrow(new RangeError(message));
    expect(() => queue.addAll(["new"], options)).toThrow(new RangeError(message));
    expect(queue.list()).toEqual([{ key: "known", item: "known", state: "ready", priority: 1 }]);
    expect(queue.stats().adds).toEqual({ added: 1, coalesced: 0, rerun: 0, dropped: 0 });
  });

  it.each([0, -1, 1.5, NaN, Infinity])("refuse a batch of %d, and take no key", async (max) => {
    const queue = new WorkQueue();
    queue.add("a");
    await expect(queue.getBatch(max)).rejects.toThrow(
      new RangeError(`max must be a whole number of at least 1, but it is ${max}`),
    );
    expect(queue.stats()).toMatchObject({ ready: 1, processing: 0, getters: 0 });
  });

  it.each([[NaN], ["5"]])("refuse a batch that waits %j ms for more, and take no key", async (maxWaitMs) => {
    const queue = new WorkQueue();
    const options = { maxWaitMs: maxWaitMs as number };
    const error = new RangeError(`maxWaitMs must be a number of milliseconds, but it is ${shown(maxWaitMs)}`);
    await expect(queue.getBatch(2, options)).rejects.toThrow(error);
    queue.add("a");
    await expect(queue.getBatch(2, options)).rejects.toThrow(error);
    expect(queue.stats()).toMatchObject({ ready: 1, processing: 0, getters: 0 });
  });
});

describe("a payload function", () => {
  it("that gives the item another key is refused, and loses nothing", () => {
    const queue = queueWith((_, { phase }) => ({ name: "other", phase: phase! }));
    const first = { name: "web", phase: "pending" };
    queue.add(first);
    const again = (): unknown => queue.add({ name: "web", phase: "running" }, { priority: 5 });
    const message = "payload must merge two items into one of the same key: keyOf gives it another one";
    expect(again).toThrow(new TypeError(message));
    expect(() => queue.combine(first, first)).toThrow(new TypeError(message));
    expect(queue.list()).toEqual([{ key: "web", item: first, state: "ready", priority: 0 }]);

    const lease = queue.tryGet()!;
    expect(again()).toBe("rerun");
    expect(again).toThrow(new TypeError(message));
    lease.done();
    expect(queue.tryGet()).toMatchObject({ key: "web", item: { phase: "running" }, priority: 5 });
    expect(queue.stats().adds).toEqual({ added: 1, coalesced: 0, rerun: 1, dropped: 0 });
  });

  it("that throws leaves what waits as it was, and the queue at work", () => {
    const queue = queueWith(() => {
      throw new Error("cannot merge");
    });
    queue.add({ name: "web", phase: "pending" });
    queue.add({ name: "db" });
    expect(() => queue.add({ name: "web" }, { priority: 5 })).toThrow("cannot merge");
    expect(queue.add({ name: "cache" })).toBe("added");
    expect(queue.list().map(({ key, priority }) => `${key} ${priority}`)).toEqual([
      "web 0",
      "db 0",
      "cache 0",
    ]);
    expect(queue.tryGet()?.item).toEqual({ name: "web", phase: "pending" });
  });

  it("is called only when there are two items to merge, the one that waits and the one that is added", () => {
    const calls: [Pod, Pod][] = [];
    const queue = queueWith((waiting, added) => {
      calls.push([waiting, added]);
      return { name: added.name, phase: `${waiting.phase}+${added.phase}` };
    });
    queue.add(web("a"));
    const lease = queue.tryGet()!;
    queue.add(web("b"));
    queue.add(web("c"));
    lease.done();
    queue.shutDown();
    queue.add(web("d"));
    expect(calls).toEqual([[web("b"), web("c")]]);
    expect([lease.item, queue.tryGet()!.item]).toEqual([web("a"), web("b+c")]);
  });
});
