import { describe, expect, test } from "vitest";
import { runOnce } from "../src/run-once.ts";
import { workloads } from "../src/workloads/index.ts";

describe.each(workloads.filter(({ missing, startsPrograms }) => !missing?.() && startsPrograms))(
  "$name",
  (workload) => {
    test.each(Object.keys(workload.subjects))(
      "%s does all of the work, in the phases of the limit",
      async (subject) => {
        const count = Math.min(workload.count / 50, 2500);
        const phasesOfLimit = Object.keys((await runOnce(workload, workload.limit, count)).phases);
        const { phases } = await runOnce(workload, subject, count);
        expect(Object.keys(phases)).toEqual(phasesOfLimit);
        expect(Object.values(phases).every(Number.isFinite)).toBe(true);
      },
    );
  },
);
