import { strict as assert } from "node:assert";
import { missing } from "./applicable.ts";
import type { Clause, Place } from "./clause.ts";

/** How often a place is settled before a check that still waits for something is said to hang. */
const patience = 1000;

/**
 * Holds a place to a clause: `"kept"`, or `"skipped"` when the place lacks a capability that the clause needs.
 *
 * A check that waits for what never happens fails, too: no timer is involved, only {@link Place.settle}.
 * @throws The reason, when the clause is not kept.
 */
export async function checkClause<P extends Place>(
  clause: Clause<P>,
  openPlace: () => P | Promise<P>,
): Promise<"kept" | "skipped"> {
  const place = await openPlace();
  try {
    if (missing(clause, place.capabilities).length > 0) return "skipped";
    await bounded(clause.check(place), place);
    return "kept";
  } finally {
    await place[Symbol.asyncDispose]?.();
  }
}

async function bounded(check: Promise<void>, place: Place): Promise<void> {
  let ended = false;
  const ending = check.finally(() => {
    ended = true;
  });
  ending.catch(() => {}); // After a hang nobody else listens.
  for (let turn = 0; turn < patience && !ended; turn++) await place.settle();
  assert.ok(ended, "the check hangs: it waits for something that does not happen");
  await ending;
}
