import type { JournalEvent } from "../event.ts";
import type { Report } from "./fault.ts";
import type { Rule } from "./rule.ts";

/** The wall clock is read in whole milliseconds at one end and with a fraction at the other. */
const toleranceMs = 2;

/** A version that waited by itself does not run before it is due. */
export class NotBeforeDue implements Rule {
  readonly #due = new Map<string, { readonly version: number; readonly dueAt: number }>();
  readonly #asked = new Map<string, number>();
  /** The newest version that had been asked for when a run was to be tried again. */
  readonly #withRetry = new Map<string, number>();

  see(event: JournalEvent, report: Report): void {
    if (event.is === "asked") this.#asked.set(event.key, event.version);
    else if (event.is === "added") {
      const { key, version, outcome, dueAt } = event;
      // A version that was coalesced waits for an earlier time than its own.
      if (dueAt === undefined || !["waiting", "sooner", "replaced"].includes(outcome)) return;
      if (version <= (this.#withRetry.get(key) ?? 0)) return;
      if (version > (this.#due.get(key)?.version ?? 0)) this.#due.set(key, { version, dueAt });
    } else if (event.is === "ending" && event.how === "retry") {
      // What waits meanwhile may come with the retry, which may be due earlier.
      this.#due.delete(event.key);
      this.#withRetry.set(event.key, this.#asked.get(event.key) ?? 0);
    } else if (event.is === "started") {
      const due = this.#due.get(event.key);
      if (due?.version !== event.version) return;
      const earlyMs = due.dueAt - event.wallAt;
      if (earlyMs <= toleranceMs) return;
      report("early", event.key, `run ${event.run} began ${earlyMs.toFixed(1)} ms before it was due`);
    }
  }
}
