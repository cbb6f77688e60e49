import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SoakReport } from "../src/report.ts";
import { expectFault, run } from "./run.ts";

describe("a short soak", () => {
  test("that finds no fault prints the verdict, writes the report as JSON, and ends with status 0", async () => {
    const folder = mkdtempSync(join(tmpdir(), "workset-soak-main-"));
    try {
      const json = join(folder, "report.json");
      const { status, stdout, stderr } = await run(["--minutes", "0.05", "--json", json]);
      console.log(stdout);
      expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: "" });
      expect(stdout).toMatch(/^ +first +last +highest +slope\/s .*\nloop delay p99 /);
      expect(stdout).toMatch(/\n(good|unclear) after [\d.]+ s, seed \d+\n$/);
      const report = JSON.parse(readFileSync(json, "utf8")) as SoakReport;
      expect(report.faults).toEqual([]);
      // A soak that does nothing finds nothing.
      const { changes, events, commits, transients } = report.counts;
      expect(changes).toBeGreaterThan(100);
      expect(events).toBeGreaterThan(100);
      expect(commits).toBeGreaterThan(50);
      expect(transients).toBeGreaterThan(2);
      expect(report.counts["durable runs"]).toBeGreaterThan(100);
      expect(report.counts["in-process runs"]).toBeGreaterThan(100);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("that finds a fault prints it and ends with status 1", async () => {
    await expectFault("rejects", /^fault: an unhandled rejection: Error: unhandled/m);
  });
});

test("an interrupted soak ends with a verdict over what there is", async () => {
  const { status, stdout } = await run(["--minutes", "10", "--seed", "1"], 2500);
  expect(stdout).toMatch(/\n(good|unclear) after [\d.]+ s, seed 1\n$/);
  expect(status).toBe(0);
});

test("an unusable command line ends with status 2 and prints the usage", async () => {
  const { status, stdout, stderr } = await run(["--minutes", "some"]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/--minutes must be .* "some"; usage: npm run soak -- /);
});
