import { expect, test } from "vitest";
import { expected, linesOf } from "./durable-lines.ts";

test("a durable queue over sqlite behaves as recorded, but for the listed differences", async () => {
  expect(await linesOf("sqlite")).toEqual([...expected, "status 0"]);
});
