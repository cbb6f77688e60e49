import type { JournalEvent } from "../event.ts";
import type { Report } from "./fault.ts";
import { of, type Rule } from "./rule.ts";

interface Asked {
  newest: number;
  /** How the newest was acknowledged, if it was. */
  outcome: string | undefined;
  /** The newest version when a cancel was asked for, by op. */
  readonly cancelling: Map<number, number>;
  cancelled: number;
}

/** A run sees a version that was asked for, and none that was taken back. */
export class NothingUnasked implements Rule {
  readonly #asked = new Map<string, Asked>();

  see(event: JournalEvent, report: Report): void {
    if (!("key" in event)) return;
    const asked = of(this.#asked, event.key, () => ({
      newest: 0,
      outcome: undefined,
      cancelling: new Map<number, number>(),
      cancelled: 0,
    }));
    switch (event.is) {
      case "asked":
        asked.newest = event.version;
        asked.outcome = undefined;
        return;
      case "added":
        if (event.version === asked.newest) asked.outcome = event.outcome;
        return;
      case "cancelling":
        asked.cancelling.set(event.op, asked.newest);
        return;
      case "cancelled": {
        const newest = asked.cancelling.get(event.op);
        asked.cancelling.delete(event.op);
        if (event.taken && newest === asked.newest && asked.outcome === "waiting") asked.cancelled = newest;
        return;
      }
      case "started":
        if (event.version > asked.newest || event.version === 0) {
          report(
            "unasked",
            event.key,
            `run ${event.run} saw version ${event.version}, which was not asked for`,
          );
        } else if (event.version === asked.cancelled) {
          report("unasked", event.key, `run ${event.run} saw version ${event.version}, which was cancelled`);
        }
    }
  }
}
