import { ManualClock } from "@workset/clock";
import { WorkQueue } from "@workset/queue";
import { expect, it } from "vitest";
import { DelayingQueue } from "../src/index.ts";

interface Pod {
  readonly name: string;
  readonly seen: string;
}

const web = (seen: string): Pod => ({ name: "web", seen });

/** A queue whose payload function cancels the key that is being merged. */
function cancelling(merge: boolean): { queue: DelayingQueue<Pod>; clock: ManualClock } {
  const clock = new ManualClock();
  const queue: DelayingQueue<Pod> = new DelayingQueue<Pod>({
    clock,
    merge,
    keyOf: ({ name }) => name,
    payload(_, added) {
      queue.cancel(added.name);
      return added;
    },
  });
  return { queue, clock };
}

it("A payload function that cancels the key in a delayed add does not lose what is added", () => {
  const { queue, clock } = cancelling(false);
  queue.addAfter(web("a"), 10);
  queue.addAfter(web("b"), 5);
  clock.advance(10);
  expect(queue.tryGet()?.item).toEqual(web("b"));
});

it("A payload function that cancels the key does not hang a delayed add that replaces", () => {
  const { queue, clock } = cancelling(false);
  queue.addAfter({ name: "other", seen: "" }, 100);
  queue.addAfter(web("a"), 10);
  queue.addAfter(web("b"), 5, { replace: true });
  clock.advance(10);
  expect(queue.tryGet()?.item).toEqual(web("b"));
});

it("A payload function that cancels the key does not spoil an add that merges", () => {
  const { queue } = cancelling(true);
  queue.addAfter(web("a"), 10);
  queue.addAfter({ name: "other", seen: "" }, 100);
  queue.add(web("b"));
  expect(queue.list().map(({ key, state }) => `${key} ${state}`)).toEqual(["web ready", "other waiting"]);
});

it("An add that merges and fails in the queue below leaves the key waiting", () => {
  const clock = new ManualClock();
  const below = new WorkQueue<Pod>({
    clock,
    keyOf: ({ name }) => name,
    payload(waiting, added) {
      if (waiting.seen === "bad") throw new Error("cannot merge");
      return added;
    },
  });
  const queue = new DelayingQueue<Pod>({ clock, queue: below, merge: true });
  queue.addAfter(web("a"), 10);
  below.add(web("bad"));
  expect(() => queue.add(web("b"))).toThrow("cannot merge");
  expect(queue.waiting()).toMatchObject([{ key: "web", item: { seen: "a" } }]);
});

it("A retry that waited does not put its old payload over a newer one when its time comes", () => {
  const clock = new ManualClock();
  const queue = new DelayingQueue<Pod>({ clock, keyOf: ({ name }) => name });
  queue.addAfter(web("old"), 10, { again: true });
  queue.add(web("new"));
  clock.advance(10);
  expect(queue.tryGet()?.item).toEqual(web("new"));
});

it("But what was added for later, and is newer than what is ready, still replaces it", () => {
  const clock = new ManualClock();
  const queue = new DelayingQueue<Pod>({ clock, keyOf: ({ name }) => name });
  queue.addAfter(web("old"), 10, { again: true });
  queue.addAfter(web("newest"), 10);
  queue.add(web("new"));
  clock.advance(10);
  expect(queue.tryGet()?.item).toEqual(web("newest"));
});
