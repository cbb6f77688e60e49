import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { afterEach, beforeEach, expect, test } from "vitest";
import { randomOf } from "kit";
import { World } from "../src/world.ts";

let clock: ManualClock;
let world: World;
let ending: AbortController;
let turning: Promise<void>;

beforeEach(() => {
  clock = new ManualClock();
  world = new World({ random: randomOf("world"), clock, size: 200, changesPerSecond: 500 });
  ending = new AbortController();
  turning = world.turn(ending.signal);
});

afterEach(async () => {
  ending.abort();
  await turning;
  expect(clock.pendingTimers).toBe(0);
});

async function pass(seconds: number): Promise<void> {
  for (let tick = 0; tick < seconds * 50; tick++) {
    clock.advance(20);
    await setImmediate();
  }
}

test("it changes at its rate, stays of its size, and goes wrong now and then", async () => {
  await pass(20);
  expect(world.changes).toBeGreaterThan(9_900);
  expect(world.changes).toBeLessThanOrEqual(10_000);
  expect(world.sourceFailures).toBeGreaterThan(3);
  expect(world.source.objects.length).toBeGreaterThan(150);
  expect(world.source.objects.length).toBeLessThan(250);
});

test("a process that was held up makes up for a second of it at most", async () => {
  clock.advance(600);
  await pass(0.02);
  expect(world.changes).toBeGreaterThan(300);
  expect(world.changes).toBeLessThan(320);
  clock.advance(3_600_000);
  await pass(0.02);
  expect(world.changes).toBeLessThan(840);
});

test("names that were never there before come all the time, and some come again", async () => {
  const uids = new Map<string, string>();
  let cameAgain = 0;
  for (let second = 0; second < 10; second++) {
    await pass(1);
    for (const { name, uid } of world.source.objects) {
      if ((uids.get(name) ?? uid) !== uid) cameAgain++;
      uids.set(name, uid);
    }
  }
  expect(uids.size).toBeGreaterThan(1000);
  expect(cameAgain).toBeGreaterThan(10);
});

test("while it is paused nothing changes, and nothing is made up for", async () => {
  const pause = world.pause();
  await pass(5);
  expect(world.changes).toBe(0);
  pause[Symbol.dispose]();
  await pass(0.2);
  expect(world.changes).toBeGreaterThan(50);
  expect(world.changes).toBeLessThan(150);
});

test("it writes down no request for longer than a moment", async () => {
  await world.source.list({ version: "", signal: ending.signal });
  await pass(0.1);
  expect(world.source.requests).toEqual([]);
});
