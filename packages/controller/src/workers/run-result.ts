import { shown } from "@workset/clock";
import type { Release } from "@workset/store";
import { done, giveUp, retry, type Outcome } from "../work/outcome.ts";
import type { ActiveRun } from "./active-run.ts";
import { classifyByDefault, type Classify } from "./classify.ts";

/** What a handler returned or threw. */
export type HandlerResult = { readonly returned: unknown } | { readonly threw: unknown };

/** What decides how a key is released. */
export interface ResultRules {
  readonly maxRetries: number;
  readonly classify: Classify | undefined;
  /** Called with an error of `classify` itself. */
  readonly onClassifyError: (error: unknown) => void;
}

/**
 * How the key of a run that has ended is released. An outcome counts as it is, also when it comes late. A run that was cut
 * short and returns nothing, or throws, may be incomplete: if the workers stop, its key is given back; if its time was
 * over, it is retried; if it was cancelled, the caller of `cancel` has decided.
 */
export function decideResult(run: ActiveRun<unknown>, result: HandlerResult, rules: ResultRules): Release {
  const { cutBy } = run;
  if (run.cancelledAs && ("threw" in result || result.returned === undefined)) return run.cancelledAs;
  let outcome: Outcome;
  if ("threw" in result) {
    outcome = classified(result.threw, rules);
    if (cutBy === "stop" && outcome.next === "retry") return { next: "give-back" };
  } else if (result.returned === undefined) {
    if (cutBy === undefined) return done;
    if (cutBy === "stop") return { next: "give-back" };
    outcome = retry(run.reason);
  } else {
    outcome = checked(result.returned, "a handler");
  }
  if (outcome.next !== "retry" || outcome.keepFailures || run.work.failures < rules.maxRetries)
    return outcome;
  return giveUp(outcome.cause);
}

function classified(error: unknown, { classify, onClassifyError }: ResultRules): Outcome {
  try {
    const outcome = classify?.(error);
    if (outcome !== undefined) return checked(outcome, "classify", error);
  } catch (fault) {
    onClassifyError(fault);
  }
  return classifyByDefault(error);
}

/** The outcome, if it is one. A run that returns anything else has failed. */
function checked(returned: unknown, who: string, cause?: unknown): Outcome {
  const outcome = (typeof returned === "object" && returned !== null ? returned : {}) as Partial<Outcome> & {
    readonly afterMs?: unknown;
  };
  const { next, afterMs } = outcome;
  const isKnown = next === "done" || next === "again" || next === "retry" || next === "give-up";
  const needsTime = next === "again" || (next === "retry" && afterMs !== undefined);
  const hasTime = typeof afterMs === "number" && !Number.isNaN(afterMs);
  if (isKnown && (hasTime || !needsTime)) return outcome as Outcome;
  const error = isKnown
    ? new RangeError(`afterMs must be a number of milliseconds, but ${who} returned ${shown(afterMs)}`, {
        cause,
      })
    : new TypeError(`${who} must return nothing or an outcome, but it returned ${describe(returned)}`, {
        cause,
      });
  return retry(error);
}

function describe(returned: unknown): string {
  return typeof returned === "object" && returned !== null
    ? `an object with the properties ${Object.keys(returned).join(", ")}`
    : typeof returned;
}
