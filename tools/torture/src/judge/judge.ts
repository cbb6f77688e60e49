import type { JournalEvent } from "../event.ts";
import { FailedSetKept } from "./failed-set-kept.ts";
import { FailuresKept } from "./failures-kept.ts";
import type { Fault } from "./fault.ts";
import { NewestLast } from "./newest-last.ts";
import { NotBeforeDue } from "./not-before-due.ts";
import { NothingLost } from "./nothing-lost.ts";
import { NothingUnasked } from "./nothing-unasked.ts";
import { OneRunAtOnce } from "./one-run-at-once.ts";
import type { Rule } from "./rule.ts";
import { Tally } from "./tally.ts";

/** Reads the journal, which is all it knows, and holds the promises against it. */
export class Judge {
  readonly faults: Fault[] = [];
  readonly tally: Tally = new Tally();
  readonly #rules: readonly Rule[] = [
    new NothingLost(),
    new OneRunAtOnce(),
    new NewestLast(),
    new NotBeforeDue(),
    new FailuresKept(),
    new NothingUnasked(),
    new FailedSetKept(),
  ];

  /** Takes the next event. Pending obligations are checked when an event says that everything is idle. */
  see(event: JournalEvent): void {
    this.tally.see(event);
    for (const rule of this.#rules) {
      rule.see(event, (kind, key, says) => this.faults.push({ kind, key, says }));
    }
  }
}
