import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runOnce } from "../src/run-once.ts";
import type { Workload } from "../src/workload.ts";
import { workloads } from "../src/workloads/index.ts";

// A smoke test needs no collected garbage, and a collection takes longer than the work.
beforeAll(() => {
  globalThis.gc = async () => {};
});
afterAll(() => {
  Reflect.deleteProperty(globalThis, "gc");
});

/** Runs a subject with few operations and without warming up. */
function smoke(workload: Workload, subject: string): ReturnType<typeof runOnce> {
  return runOnce(workload, subject, Math.ceil(Math.min(workload.count / 100, 300)), undefined, 0);
}

// Workloads that start programs measure those, and take seconds: the nightly tests run them.
const inProcess = workloads.filter(({ missing, startsPrograms }) => !missing?.() && !startsPrograms);

describe.each(inProcess)("$name", (workload) => {
  let phasesOfLimit: string[];
  beforeAll(async () => {
    phasesOfLimit = Object.keys((await smoke(workload, workload.limit)).phases);
  });

  test.each(Object.keys(workload.subjects))(
    "%s does all of the work, in the phases of the limit",
    async (subject) => {
      const { phases, peakBytes } = await smoke(workload, subject);
      expect(Object.keys(phases)).toEqual(phasesOfLimit);
      expect(Object.values(phases).every(Number.isFinite)).toBe(true);
      expect(peakBytes).toBeGreaterThan(1e6);
    },
  );

  test("the limit and the targets speak of subjects and phases that exist", () => {
    const spokenOf = [
      workload.limit,
      ...workload.checks.flatMap(({ subject, than = subject }) => [subject, than]),
    ];
    expect(Object.keys(workload.subjects)).toEqual(expect.arrayContaining(spokenOf));
    const phasesSpokenOf = [
      ...Object.keys(workload.clientGo ?? {}),
      ...workload.checks.flatMap(({ phase }) => phase ?? []),
    ];
    expect(phasesOfLimit).toEqual(expect.arrayContaining(phasesSpokenOf));
  });
});

test("every workload has a name of its own", () => {
  expect(new Set(workloads.map(({ name }) => name)).size).toBe(workloads.length);
});

describe("a run", () => {
  const workload: Workload = {
    name: "lazy",
    says: "Some of the work.",
    unit: "ns",
    count: 10,
    limit: "honest",
    subjects: {
      honest: (count, meter) => {
        meter.record("work", count * 3);
        return count;
      },
      lazy: (count, meter) => {
        meter.record("work", 1);
        return count - 1;
      },
    },
    checks: [],
  };

  test("says what one operation cost", async () => {
    expect((await runOnce(workload, "honest", 10)).phases).toEqual({ work: 3 });
  });

  test("that skips work is an error, not a good figure", async () => {
    await expect(runOnce(workload, "lazy", 10)).rejects.toThrow(
      "lazy: 10 keys should have come out, but 9 did",
    );
  });

  test("of a subject that does not exist is an error that names what there is", async () => {
    await expect(runOnce(workload, "eager", 10)).rejects.toThrow("there are: honest, lazy");
  });
});
