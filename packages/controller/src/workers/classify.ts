import { done, giveUp, retry, TerminalError, type Outcome } from "../work/outcome.ts";

/** The outcome of a run that threw this; `undefined` leaves the decision to the next one asked, or to the default. */
export type Classify = (error: unknown) => Outcome | undefined;

/**
 * Whether a {@link TerminalError}, of this or of another copy of the package, is among the error, its causes and the
 * members of an `AggregateError`, at any depth.
 */
export function isTerminal(error: unknown): boolean {
  const seen = new Set<unknown>();
  const open = [error];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!(next instanceof Error) || seen.has(next)) continue;
    if (next instanceof TerminalError || next.name === "TerminalError") return true;
    seen.add(next);
    open.push(next.cause);
    if (next instanceof AggregateError) for (const member of next.errors as unknown[]) open.push(member);
  }
  return false;
}

/** A {@link TerminalError} gives up; every other error is retried. */
export function classifyByDefault(error: unknown): Outcome {
  return isTerminal(error) ? giveUp(error) : retry(error);
}

/** How errors of a class end the run: always the same way, or as a function of the error. */
export type Reaction<E> = "done" | "retry" | "give-up" | ((error: E) => Outcome | undefined);

/**
 * A {@link Classify} from a table with a line for each class of errors: a class without a line does not compile.
 * `classOf` names the class of an error; `undefined` leaves the error to the default.
 *
 * Retry a conflict with the limiter's delay; at once would be a hot loop. Retry forbidden and unauthorized as well,
 * because permissions are often granted later.
 */
export function classifyBy<Class extends string, E = unknown>(
  classOf: (error: unknown) => Class | undefined,
  reactions: { readonly [C in NoInfer<Class>]: Reaction<E> },
): Classify {
  const byClass = new Map<string, Reaction<E>>(Object.entries(reactions));
  return (error) => {
    const reaction = byClass.get(classOf(error) ?? "");
    if (typeof reaction === "function") return reaction(error as E);
    if (reaction === undefined) return undefined;
    if (reaction === "done") return done;
    return reaction === "retry" ? retry(error) : giveUp(error);
  };
}
