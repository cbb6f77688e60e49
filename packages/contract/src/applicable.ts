import type { Clause, Harness } from "./clause.ts";

/** A clause that a harness is not held to. */
export interface SkippedClause<P extends Harness> {
  readonly clause: Clause<P>;
  /** Why not, for a reader: `"needs delays"`. */
  readonly reason: string;
}

/** A contract, seen from a harness with certain capabilities. */
export interface Applicable<P extends Harness> {
  readonly held: readonly Clause<P>[];
  readonly skipped: readonly SkippedClause<P>[];
}

/** Which clauses a harness with these capabilities is held to, and which not, so that a test can pin both. */
export function applicable<P extends Harness>(
  clauses: readonly Clause<P>[],
  capabilities: P["capabilities"],
): Applicable<P> {
  const held: Clause<P>[] = [];
  const skipped: SkippedClause<P>[] = [];
  for (const clause of clauses) {
    const lacking = missing(clause, capabilities);
    if (lacking.length === 0) held.push(clause);
    else skipped.push({ clause, reason: `needs ${lacking.join(", ")}` });
  }
  return { held, skipped };
}

/** The capabilities that the clause needs and that are not there. */
export function missing<P extends Harness>(
  { needs = [] }: Clause<P>,
  capabilities: P["capabilities"],
): readonly string[] {
  return needs.filter((need) => !capabilities.includes(need));
}
