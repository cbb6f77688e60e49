import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { SoakReport } from "../src/report.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the tool as a user does, in a process of its own, whose memory nobody else uses. */
async function run(args: readonly string[], interruptAfterMs?: number): Promise<Ended> {
  const child = spawn(process.execPath, ["--conditions=source", main, ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const timer =
    interruptAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGINT"), interruptAfterMs);
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  return { status, stdout, stderr };
}

describe("a short soak", { timeout: 120_000 }, () => {
  test("finds no fault in the house, says so, writes it as JSON, and ends with status 0", async () => {
    const folder = mkdtempSync(join(tmpdir(), "workset-soak-main-"));
    try {
      const json = join(folder, "report.json");
      const { status, stdout, stderr } = await run(["--minutes", "0.1", "--json", json]);
      console.log(stdout);
      expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
      expect(stdout).toMatch(/^ +first +last +highest +slope\/s .*\nloop delay p99 /);
      expect(stdout).toMatch(/\n(good|unclear) after [\d.]+ s, seed \d+\n$/);
      const report = JSON.parse(readFileSync(json, "utf8")) as SoakReport;
      expect(report.faults).toEqual([]);
      // A soak that does nothing finds nothing.
      const { changes, events, commits, guests } = report.counts;
      expect(changes).toBeGreaterThan(300);
      expect(events).toBeGreaterThan(300);
      expect(commits).toBeGreaterThan(100);
      expect(guests).toBeGreaterThan(2);
      expect(report.counts["durable runs"]).toBeGreaterThan(300);
      expect(report.counts["runs in line"]).toBeGreaterThan(300);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.for([
    ["keeps-events", /^fault: heap used grows/m],
    ["keeps-listeners", /^fault: (\d+ listeners were left|listeners grows)/m],
    ["keeps-timers", /^fault: (\d+ timers were left|timers of the clock grows)/m],
    ["reads-for-ever", /^fault: log of the store grows/m],
    ["drops-adds", /^fault: durable: \d+ keys are not handled after/m],
    ["rejects", /^fault: a rejection that nobody handled: Error: nobody hears of this/m],
  ] as const)("finds out who %s, and ends with status 1", async ([saboteur, says]) => {
    const lodger = fileURLToPath(new URL(`saboteurs/${saboteur}.ts`, import.meta.url));
    const { status, stdout } = await run(["--minutes", "0.06", "--seed", "1", "--with", lodger]);
    expect(stdout).toMatch(says);
    expect(stdout).toMatch(/\nfault after /);
    expect(status).toBe(1);
  });
});

test("an interrupted soak ends with a verdict over what there is", { timeout: 60_000 }, async () => {
  const { status, stdout } = await run(["--minutes", "10", "--seed", "1"], 4000);
  expect(stdout).toMatch(/\n(good|unclear) after [\d.]+ s, seed 1\n$/);
  expect(status).toBe(0);
});

test("what can not be used ends with status 2 and says how it is used", { timeout: 30_000 }, async () => {
  const { status, stdout, stderr } = await run(["--minutes", "some"]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/--minutes must be .* "some"; usage: npm run soak -- /);
});
