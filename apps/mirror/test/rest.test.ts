import { expect, test } from "vitest";
import { Rest, type KeyCounts } from "../src/rest.ts";
import { never } from "./settle.ts";

const isEmpty = ({ ready, processing, waiting }: KeyCounts): boolean => ready + processing + waiting === 0;

test("whoever waits for something that is so already need not wait", async () => {
  const rest = new Rest({ stats: () => ({ ready: 0, processing: 0, waiting: 0 }) });
  expect(await rest.until(isEmpty, never)).toBe(true);
});

test("it is looked at again when no run is under way any more", async () => {
  const counts = { ready: 2, processing: 0, waiting: 0 };
  let looks = 0;
  const rest = new Rest({ stats: () => (looks++, counts) });
  const waiting = rest.until(isEmpty, never);
  const [first, second] = [rest.started(), rest.started()];
  counts.ready = 0;
  first();
  expect(looks).toBe(1);
  second();
  expect(await waiting).toBe(true);
  expect(looks).toBe(2);
});

test("whoever waits for something that does not come is told so when the signal is aborted", async () => {
  const stop = new AbortController();
  const rest = new Rest({ stats: () => ({ ready: 0, processing: 0, waiting: 1 }) });
  const waiting = rest.until(isEmpty, stop.signal);
  stop.abort();
  expect(await waiting).toBe(false);
});
