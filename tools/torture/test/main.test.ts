import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** Runs the tool as a user does. */
function run(...given: string[]): { status: number | null; stdout: string; stderr: string } {
  const args = ["--conditions=source", main, ...given];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, stdout, stderr };
}

test("a torture without a fault prints the summary, writes it as JSON, and ends with status 0", () => {
  const folder = mkdtempSync(join(tmpdir(), "workset-torture-main-"));
  try {
    const json = join(folder, "report.json");
    const { status, stdout, stderr } = run(
      "--kills",
      "3",
      "--scenario",
      "kills",
      "--seed",
      "7",
      "--json",
      json,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      /^kills .*\nacknowledged .*\nlost +0\nconcurrent +0\nre-run .*\ntime to first re-run p50\/p99 /,
    );
    expect(stdout).toMatch(/\nduration .*\nseed +7\n$/);
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({ seed: 7, faults: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a torture that finds a fault says so, and ends with status 1", () => {
  const store = fileURLToPath(new URL("faulty-stores/damages-the-file.ts", import.meta.url));
  const { status, stdout } = run("--kills", "4", "--scenario", "takeover", "--store", store);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^(concurrent|ended|damaged|stuck): /);
});

test("what cannot be used ends with status 2 and says how it is used", () => {
  const { status, stdout, stderr } = run("--kills", "some");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/--kills must be .* "some"; usage: npm run torture -- --kills N/);
});
