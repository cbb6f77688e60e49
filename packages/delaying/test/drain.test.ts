import { ManualClock } from "@workset/clock";
import { expect, it } from "vitest";
import { DelayingQueue } from "../src/index.ts";

it("Every drain reports the keys that waited when the queue was first shut down, however often it is", async () => {
  const clock = new ManualClock();
  const queue = new DelayingQueue({ clock });
  queue.addAfter("a", 10);
  queue.addAfter("b", Infinity);
  queue.shutDown();
  const drains = [queue.shutDownWithDrain(), queue.shutDownWithDrain({ only: "processing" })];
  queue[Symbol.dispose]();
  const report = { ended: "drained", ready: 0, processing: 0, waiting: 2 };
  expect(await Promise.all(drains)).toEqual([report, report]);
});
