import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emptyState, folderWith, linesOf, queueTrace } from "./recordings.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** Runs the tool as a user does. */
function run(...given: string[]): { status: number | null; stdout: string; stderr: string } {
  const options = { encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=source", main, ...given],
    options,
  );
  return { status, stdout, stderr };
}

const step = { op: "len", result: 0, state: emptyState };

test("without a folder the project's own recordings are replayed, and the exit status is 0", () => {
  const { status, stdout, stderr } = run();
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.split("\n").map((line) => line.split(":")[0])).toEqual([
    "queue",
    "delayingQueue",
    "limiters",
    "rateLimitingQueue",
    "queueMetrics",
    "deltaFIFO",
    "indexer",
    "sharedInformer",
    "s36",
    "s20",
    "",
  ]);
});

test("the exit status is 1 when something differs", async () => {
  await using folder = await folderWith({ "queue.jsonl": linesOf(queueTrace("x", { ...step, result: 1 })) });
  const { status, stdout, stderr } = run(folder.path);
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).toMatch(/^queue: 1 traces, 0 agree, 1 differ, 0 left out\n/);
});

test("the exit status is 2, and nothing is reported, when nothing can be used", async () => {
  await using folder = await folderWith({ "queue.jsonl": "{" });
  const { status, stdout, stderr } = run(folder.path);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("queue.jsonl:1: not a line of JSON");
});

test("an option or a backend that there is not is refused with the usage", () => {
  for (const [wrong, ...more] of [["--all"], ["--durable", "redis"]] as const) {
    const { status, stdout, stderr } = run(wrong, ...more);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(more[0] ?? wrong);
    expect(stderr).toContain("usage: npm run replay -- [--durable memory|sqlite] DIR…");
  }
});
