import type { Failing, Recovery } from "@workset/store";
import { dropRerun, fail, goBack, interrupted, recordError } from "./ending.ts";
import type { KeyRow } from "./key-row.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { combinedAnyway } from "../commit/user-function.ts";

/** Puts in order what an owner left that did not close: what was in hand is ready again, or failed too often. */
export function recover(keys: QueueKeys, maxCrashes: number, now: number): Recovery {
  const quarantined: string[] = [];
  const back: KeyRow[] = [];
  for (const [key, { id, token }] of keys.held) {
    keys.letGo(key, token);
    const row = keys.read(id);
    row.crashes++;
    const payload = interrupted(keys, row);
    if (row.crashes < maxCrashes) {
      row.payload = payload;
      back.push(row);
      continue;
    }
    row.payload = payload;
    dropRerun(keys, row);
    if (row.due_at !== null) {
      row.payload = combinedAnyway(keys.combine, payload, row.wait_payload);
      keys.endWait(row);
    }
    recordError(keys, row, "crashed", crashed(row.crashes), now);
    fail(keys, row, now);
    quarantined.push(key);
  }
  // The last to be taken goes back first, so that the first ends up in front.
  for (const row of back.toReversed()) goBack(keys, row, row.payload);
  return { recovered: back.length, quarantined };
}

function crashed(crashes: number): Failing {
  return {
    name: "Crashed",
    message: `the process ended ${crashes} times in a row while this key was in hand`,
  };
}
