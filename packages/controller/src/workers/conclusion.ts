import { classifiedByDefault, type Classify } from "./classify.ts";
import { done, giveUp, retry, type Outcome } from "../in-hand/outcome.ts";
import type { RunUnderWay } from "./run-under-way.ts";

/** What becomes of a key: as its handler says, or it goes back as if it had not been got. */
export type Conclusion = Outcome | { readonly next: "given-back" };

/** What a handler did in the end. */
export type Answer = { readonly said: unknown } | { readonly threw: unknown };

/** How a conclusion is reached. */
export interface Rules {
  readonly maxRetries: number;
  readonly classify: Classify | undefined;
  /** Learns of an error in `classify` itself. */
  readonly misjudged: (error: unknown) => void;
}

/**
 * What becomes of the key of a run that has ended. An outcome counts as it is, also when it comes late. A run that was
 * cut short and says nothing, or throws, may have left off in the middle: where the workers stop, its key is given back;
 * where its time was over, it is tried again.
 */
export function conclude(run: RunUnderWay<unknown>, answer: Answer, rules: Rules): Conclusion {
  const { cutBy } = run;
  let outcome: Outcome;
  if ("threw" in answer) {
    outcome = classified(answer.threw, rules);
    if (cutBy === "stop" && outcome.next === "retry") return { next: "given-back" };
  } else if (answer.said === undefined) {
    if (cutBy === undefined) return done;
    if (cutBy === "stop") return { next: "given-back" };
    outcome = retry(run.reason);
  } else {
    outcome = checked(answer.said, "a handler");
  }
  return outcome.next === "retry" && run.work.failures >= rules.maxRetries ? giveUp(outcome.cause) : outcome;
}

function classified(error: unknown, { classify, misjudged }: Rules): Outcome {
  try {
    const outcome = classify?.(error);
    if (outcome !== undefined) return checked(outcome, "classify", error);
  } catch (fault) {
    misjudged(fault);
  }
  return classifiedByDefault(error);
}

/** The outcome, if it is one. What a queue could not carry out counts as a failed run. */
function checked(said: unknown, who: string, cause?: unknown): Outcome {
  const outcome = (typeof said === "object" && said !== null ? said : {}) as Partial<Outcome> & {
    readonly afterMs?: unknown;
  };
  const { next, afterMs } = outcome;
  const known = next === "done" || next === "again" || next === "retry" || next === "give-up";
  const needsTime = next === "again" || (next === "retry" && afterMs !== undefined);
  const hasTime = typeof afterMs === "number" && !Number.isNaN(afterMs);
  if (known && (hasTime || !needsTime)) return outcome as Outcome;
  const error = known
    ? new RangeError(`afterMs must be a number of milliseconds, but ${who} answered ${String(afterMs)}`, {
        cause,
      })
    : new TypeError(`${who} must answer nothing or an outcome, but it answered ${describe(said)}`, { cause });
  return retry(error);
}

function describe(said: unknown): string {
  return typeof said === "object" && said !== null
    ? `an object with the properties ${Object.keys(said).join(", ")}`
    : typeof said;
}
