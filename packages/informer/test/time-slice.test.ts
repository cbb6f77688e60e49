import { ManualClock } from "@workset/clock";
import { expect, test } from "vitest";
import { TimeSlice } from "../src/internal/time-slice.ts";

/** Asks until the slice has begun. */
function begin(slice: TimeSlice): void {
  for (let question = 0; question < 8; question++) expect(slice.isOver()).toBe(false);
}

test("Those who rest go on in the next turn of the event loop, each of them first in its turn", async () => {
  const clock = new ManualClock();
  const slice = new TimeSlice(clock);
  const order: string[] = [];
  for (let turn = 0; turn < 3; turn++) {
    begin(slice);
    const resting = ["a", "b", "c"].map(async (who) => {
      await slice.rest();
      order.push(who);
    });
    await Promise.resolve();
    expect(order).toHaveLength(turn * 3);
    clock.advance(0);
    await Promise.all(resting);
  }
  expect(order.join("")).toBe("abcbcacab");
});

test("A slice that nobody has begun needs no rest, and a disposed one is never over", async () => {
  const clock = new ManualClock();
  const slice = new TimeSlice(clock);
  await slice.rest();
  begin(slice);
  const resting = slice.rest();
  slice[Symbol.dispose]();
  await resting;
  expect(clock.pendingTimers).toBe(0);
  for (let question = 0; question < 20; question++) expect(slice.isOver()).toBe(false);
});
