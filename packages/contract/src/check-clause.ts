import { strict as assert } from "node:assert";
import { missing } from "./applicable.ts";
import type { Clause, Harness } from "./clause.ts";

/** How often a harness is settled before a check that still waits for something is said to hang. */
const maxTurns = 1000;

/**
 * Holds a harness to a clause: `"kept"`, or `"skipped"` when the harness lacks a capability that the clause needs.
 *
 * A check that waits for what never happens fails, too: no timer is involved, only {@link Harness.settle}.
 * @throws The reason, when the clause is not kept.
 */
export async function checkClause<P extends Harness>(
  clause: Clause<P>,
  openHarness: () => P | Promise<P>,
): Promise<"kept" | "skipped"> {
  const harness = await openHarness();
  try {
    if (missing(clause, harness.capabilities).length > 0) return "skipped";
    await bounded(clause.check(harness), harness);
    return "kept";
  } finally {
    await harness[Symbol.asyncDispose]?.();
  }
}

async function bounded(check: Promise<void>, harness: Harness): Promise<void> {
  let ended = false;
  const ending = check.finally(() => {
    ended = true;
  });
  ending.catch(() => {}); // After a hang nothing else handles the rejection.
  for (let turn = 0; turn < maxTurns && !ended; turn++) await harness.settle();
  assert.ok(ended, "the check hangs: it waits for something that does not happen");
  await ending;
}
