import type { JournalEvent } from "../event.ts";
import type { Report } from "./fault.ts";
import { of, type Rule } from "./rule.ts";

interface Seen {
  /** The newest version that a run began with. */
  begun: number;
  /** The newest version whose run ended with an acknowledgement. */
  over: number;
}

const over: ReadonlySet<string> = new Set(["done", "rerun", "waiting", "failed"]);

/** Runs of a key never go back to an older version, and one whose end was acknowledged is not repeated. */
export class NewestLast implements Rule {
  readonly #seen = new Map<string, Seen>();

  see(event: JournalEvent, report: Report): void {
    if (event.is !== "started" && event.is !== "ended") return;
    const { key, version } = event;
    const seen = of(this.#seen, key, () => ({ begun: -1, over: -1 }));
    if (event.is === "ended") {
      if (event.how !== "retry" && over.has(event.ending)) seen.over = Math.max(seen.over, version);
      return;
    }
    if (version < seen.begun) {
      report("stale", key, `run ${event.run} saw version ${version} after a run had seen ${seen.begun}`);
    } else if (version <= seen.over) {
      report("repeated", key, `run ${event.run} saw version ${version}, whose run had ended`);
    }
    seen.begun = Math.max(seen.begun, version);
  }
}
