import { giveUp, retry, type Outcome } from "../in-hand/outcome.ts";
import { TerminalError } from "../in-hand/terminal-error.ts";

/** Says what becomes of a key whose run threw this; `undefined` leaves it to the next one asked, or to the default. */
export type Classify = (error: unknown) => Outcome | undefined;

/**
 * Whether a {@link TerminalError}, of this or of another copy of the package, is among the error, its causes and the
 * members of an `AggregateError`, however deep.
 */
export function isTerminal(error: unknown): boolean {
  const seen = new Set<unknown>();
  const open = [error];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!(next instanceof Error) || seen.has(next)) continue;
    if (next instanceof TerminalError || next.name === "TerminalError") return true;
    seen.add(next);
    open.push(next.cause);
    if (next instanceof AggregateError) open.push(...(next.errors as unknown[]));
  }
  return false;
}

/** A {@link TerminalError} gives up; everything else is tried again. */
export function classifiedByDefault(error: unknown): Outcome {
  return isTerminal(error) ? giveUp(error) : retry(error);
}
