import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { inChild } from "../src/in-child.ts";

const folder = mkdtempSync(join(tmpdir(), "workset-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function bench(...args: string[]): Promise<Ended> {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=source", main, ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe("the command", () => {
  test("measures each subject in turn, says on which machine, and writes every sample down", async () => {
    const json = join(folder, "results.json");
    const { code, stdout, stderr } = await bench(
      "--only=memory",
      "--runs=2",
      "--scale=0.001",
      "--json",
      json,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Medians of 2 interleaved runs on`);
    expect(stdout).toContain(`Node ${process.versions.node}`);
    expect(stdout).toMatch(/^(met|NOT MET) +memory: a ready key costs at most 200 bytes/m);
    const [workload] = (JSON.parse(readFileSync(json, "utf8")) as { workloads: Written[] }).workloads;
    expect(workload).toMatchObject({ name: "memory", count: 1000 });
    expect(Object.values(workload!.subjects).map(({ samples }) => samples.length)).toEqual([
      2, 2, 2, 2, 2, 2,
    ]);
  });

  test("that makes no sense ends with 2, and says on stderr what would", async () => {
    const { code, stdout, stderr } = await bench("--only", "nothing");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain('no workload is named "nothing" or starts so; there are: distinct');
    expect(stderr).toContain("npm run bench -- [--only NAME]");
  });

  test("lists what there is without measuring it", async () => {
    const { code, stdout } = await bench("--list");
    expect(code).toBe(0);
    expect(stdout).toContain("raw two sets | raw one map | workset tryGet");
  });
});

interface Written {
  readonly name: string;
  readonly count: number;
  readonly subjects: Record<string, { readonly samples: readonly unknown[] }>;
}

test("a process that fails says so, with its own words", async () => {
  await expect(inChild("distinct", "unknown", 10, false)).rejects.toThrow(
    /ended with 1\n[^]*has no subject "unknown"/,
  );
});
