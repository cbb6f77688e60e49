import type { JournalEvent } from "../event.ts";
import type { Report } from "./fault.ts";
import { of, type Rule } from "./rule.ts";

interface Owed {
  /** The newest acknowledged version that cannot be taken back. */
  firm: number;
  /** The newest acknowledged version that a cancel may take back. */
  waiting: number;
  /** Versions below this were taken back, or may have been. */
  cancelledBelow: number;
  /** The newest version that a handler saw and worked on to its end, or that was found in the failed set. */
  worked: number;
}

/**
 * Once everything is idle, a handler has seen the newest acknowledged version of each key, or a newer one, and
 * has come to its end with it.
 *
 * Payloads are merged by "latest", so a newer version stands for the older ones. A run that was killed counts for
 * nothing.
 */
export class NothingLost implements Rule {
  readonly #owed = new Map<string, Owed>();
  /** Cancels that were asked for and not answered: by op, the key. */
  readonly #cancelling = new Map<number, { readonly instance: number; readonly key: string }>();

  see(event: JournalEvent, report: Report): void {
    switch (event.is) {
      case "added":
        return this.#added(event);
      case "cancelling":
        this.#cancelling.set(event.op, event);
        return;
      case "cancelled":
        this.#cancelling.delete(event.op);
        if (event.taken) this.#excuse(event.key, event.op);
        return;
      case "ending":
        if (event.how === "done" || event.how === "give-up") this.#kept(event);
        else if (event.how !== "give-back") this.#waits(event);
        return;
      case "found-failed":
        this.#kept(event);
        return;
      case "dead":
        // A cancel that was not answered may have been carried out.
        for (const [op, { instance, key }] of this.#cancelling) {
          if (instance !== event.instance) continue;
          this.#cancelling.delete(op);
          this.#excuse(key, op);
        }
        return;
      case "drained":
        for (const [key, owed] of this.#owed) settle(key, owed, report);
    }
  }

  #added({ key, version, outcome, dueAt }: JournalEvent & { is: "added" }): void {
    const owed = this.#of(key);
    const waits =
      outcome === "waiting" ||
      outcome === "sooner" ||
      outcome === "replaced" ||
      (outcome === "coalesced" && dueAt !== undefined);
    if (!waits) owed.firm = Math.max(owed.firm, version);
    else if (version > owed.cancelledBelow) owed.waiting = Math.max(owed.waiting, version);
  }

  #kept({ key, version }: { readonly key: string; readonly version: number }): void {
    const owed = this.#of(key);
    owed.worked = Math.max(owed.worked, version);
  }

  /** What is tried again waits, so that a cancel may take it back. */
  #waits({ key, version }: { readonly key: string; readonly version: number }): void {
    const owed = this.#of(key);
    if (owed.firm > version) return;
    owed.waiting = Math.max(owed.waiting, owed.firm);
    owed.firm = 0;
  }

  #excuse(key: string, op: number): void {
    const owed = this.#of(key);
    owed.cancelledBelow = Math.max(owed.cancelledBelow, op);
    if (owed.waiting < owed.cancelledBelow) owed.waiting = 0;
  }

  #of(key: string): Owed {
    return of(this.#owed, key, () => ({ firm: 0, waiting: 0, cancelledBelow: 0, worked: 0 }));
  }
}

function settle(key: string, owed: Owed, report: Report): void {
  const newest = Math.max(owed.firm, owed.waiting);
  if (newest <= owed.worked) return;
  report("lost", key, `version ${newest} was acknowledged, the newest that was worked on is ${owed.worked}`);
  owed.worked = newest;
}
