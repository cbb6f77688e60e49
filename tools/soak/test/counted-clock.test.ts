import { expect, test } from "vitest";
import { CountedClock } from "../src/counted-clock.ts";

test("a timer counts until it has rung, or is disposed, and once only", async () => {
  const clock = new CountedClock();
  const { promise: rung, resolve } = Promise.withResolvers<void>();
  const ringing = clock.after(1, resolve);
  const disposed = clock.after(3_600_000, () => {});
  clock.after(3_600_000, () => {}, { keepsAlive: false });
  expect(clock.pending).toBe(3);
  await rung;
  expect(clock.pending).toBe(2);
  ringing[Symbol.dispose]();
  disposed[Symbol.dispose]();
  disposed[Symbol.dispose]();
  expect(clock.pending).toBe(1);
});

test("while a timer rings it does not count any more", async () => {
  const clock = new CountedClock();
  const pending = await new Promise<number>((resolve) => {
    clock.after(1, () => resolve(clock.pending));
  });
  expect(pending).toBe(0);
});
