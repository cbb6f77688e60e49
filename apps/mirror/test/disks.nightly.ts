import { expect, test } from "vitest";
import { runRounds, whyNoMounts } from "./disks/run-rounds.ts";

const reason = whyNoMounts();
if (reason !== undefined)
  console.warn(`SKIPPED: disks that are unmounted, since this machine allows no mounts: ${reason}`);

test.skipIf(reason !== undefined)("killed a hundred times while its disks come and go", () => {
  const { status, output } = runRounds(100);
  console.info(output);
  expect(status, output).toBe(0);
});
