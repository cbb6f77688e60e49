import { expect, test } from "vitest";
import { runRounds, whyNoMounts } from "./disks/run-rounds.ts";

const reason = whyNoMounts();
if (reason !== undefined)
  console.warn(`SKIPPED: disks that are unmounted, since this machine allows no mounts: ${reason}`);

test.skipIf(reason !== undefined)(
  "killed while its disks come and go, it deletes nothing that the source has",
  () => {
    const { status, output } = runRounds(4);
    expect(status, output).toBe(0);
  },
);
