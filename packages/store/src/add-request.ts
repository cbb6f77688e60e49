import type { Payload } from "./payload.ts";
import type { QueuePolicy } from "./policy.ts";

/** One add. */
export interface AddRequest {
  readonly key: string;
  readonly payload: Payload;
  readonly priority: number;
  /**
   * When the key is to be ready: left out, now; a number, at that instant of the wall clock. A function counts one more
   * failure of the key, receives the failures before it, and returns how many milliseconds to wait.
   */
  readonly due?: number | ((failures: number) => number);
  /** Whether a due time replaces the one for which the key waits. Otherwise the earlier of the two wins. */
  readonly replace?: boolean;
  /** Whether this is the payload of the current run, to be tried again: what was added meanwhile is newer. */
  readonly again?: boolean;
}

/**
 * What an add came to. `"added"`: the key is ready. `"coalesced"`: it already needed work, or waited. `"rerun"`: it is
 * processing and runs once more. `"revived"`: it had failed, and is ready again with its errors kept and its counts
 * cleared. `"waiting"`: it waits now. `"sooner"`: it waits for an earlier time than before. `"replaced"`: it waits for
 * the new time instead.
 *
 * An add for later of a failed key makes it wait, and it is no longer failed: `"waiting"`. Its counts are cleared, but
 * for the failure that the add counts.
 */
export type AddResult = "added" | "coalesced" | "rerun" | "revived" | "waiting" | "sooner" | "replaced";

/** An add that a store carries out elsewhere: within a transaction of the caller. */
export interface PreparedAdd {
  readonly queue: string;
  readonly request: AddRequest;
  readonly policy: QueuePolicy;
  /** The wall time. */
  readonly now: number;
}

/** Why a store cannot keep this request as it is; `undefined` when it can. */
export function addRequestFault({ key, payload, priority, due }: AddRequest): Error | undefined {
  if (typeof key !== "string" || !key.isWellFormed()) {
    return new TypeError(`key must be a string without lone surrogates, but it is ${JSON.stringify(key)}`);
  }
  if (payload !== null && (typeof payload !== "string" || !payload.isWellFormed())) {
    return new TypeError("payload must be null or a string without lone surrogates");
  }
  if (typeof priority !== "number" || Number.isNaN(priority)) {
    return new RangeError(`priority must be a number, but it is ${String(priority)}`);
  }
  if (Number.isNaN(due)) return new RangeError("due must be an instant in milliseconds, but it is NaN");
  return undefined;
}
