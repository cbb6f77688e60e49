import type { ManualClock } from "@workset/clock";
import { fields, notNegative } from "./checks.ts";
import { doing, type Verb } from "./verb.ts";

/** Moves the clock in one jump; what is due then rings. */
export const clockVerbs: Readonly<Record<"clockStep", Verb<{ readonly clock: ManualClock }>>> = {
  clockStep: doing(fields({ ms: notNegative }), ({ clock }, { ms }) => clock.advance(ms)),
};
