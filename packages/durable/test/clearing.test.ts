import { expect, test } from "vitest";
import { Bench, statesOf } from "./open-queue.ts";

const manyKeys = Array.from({ length: 1_201 }, (_, index) => `k${index}`);

test("clearing removes more keys than a page of the listing holds", async () => {
  await using queue = await new Bench().open();
  await queue.addAll(manyKeys);
  expect(await queue.clear({ where: ({ key }) => key !== "k600" })).toBe(1_200);
  expect(await statesOf(queue)).toEqual(["k600:ready"]);
});

test("clearing leaves failed keys where they are", async () => {
  await using queue = await new Bench().open();
  await queue.add("failed");
  await (await queue.get())!.giveUp(new Error("no"));
  await queue.add("ready");
  expect(await queue.clear({ all: true })).toBe(1);
  expect(await statesOf(queue)).toEqual(["failed:failed"]);
});

test("a key that is ready and also waits is cleared in both states, and counts once", async () => {
  await using queue = await new Bench().open();
  await queue.add("a");
  await queue.addAfter("a", 10);
  expect(await queue.clear({ all: true })).toBe(1);
  expect(await statesOf(queue)).toEqual([]);
});

test("an error of the filter's function rejects, and removes nothing of its page", async () => {
  await using queue = await new Bench().open();
  await queue.addAll(["a", "b"]);
  const wrong = new Error("wrong");
  const where = ({ key }: { readonly key: string }): boolean => {
    if (key === "b") throw wrong;
    return true;
  };
  await expect(queue.clear({ where })).rejects.toBe(wrong);
  expect(await statesOf(queue)).toEqual(["a:ready", "b:ready"]);
});
