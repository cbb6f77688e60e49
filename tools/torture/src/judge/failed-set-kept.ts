import type { JournalEvent } from "../event.ts";
import type { Report } from "./fault.ts";
import type { Rule } from "./rule.ts";

interface GivenUp {
  readonly version: number;
  acknowledged: boolean;
  /** It was asked for since: it may have left the failed set. */
  wanted: boolean;
}

/** A key that was given up, and not asked for since, is in the failed set with its payload; and nothing else is. */
export class FailedSetKept implements Rule {
  readonly #givenUp = new Map<string, GivenUp>();
  readonly #quarantined = new Set<string>();
  readonly #found = new Set<string>();

  see(event: JournalEvent, report: Report): void {
    switch (event.is) {
      case "opened":
        for (const key of event.quarantined) this.#quarantined.add(key);
        return;
      case "ending":
        if (event.how !== "give-up") return;
        this.#givenUp.set(event.key, { version: event.version, acknowledged: false, wanted: false });
        return;
      case "ended": {
        const givenUp = this.#givenUp.get(event.key);
        if (givenUp?.version === event.version && event.ending === "failed") givenUp.acknowledged = true;
        return;
      }
      case "asked": {
        const givenUp = this.#givenUp.get(event.key);
        if (givenUp) givenUp.wanted = true;
        return;
      }
      case "started":
        this.#givenUp.delete(event.key);
        this.#quarantined.delete(event.key);
        return;
      case "found-failed":
        this.#check(event, report);
        return;
      case "drained":
        for (const [key, { version, acknowledged, wanted }] of this.#givenUp) {
          if (!acknowledged || wanted || this.#found.has(key)) continue;
          report("lost", key, `version ${version} was given up and is not in the failed set`);
        }
        this.#givenUp.clear();
        this.#quarantined.clear();
        this.#found.clear();
    }
  }

  #check({ key, version }: JournalEvent & { is: "found-failed" }, report: Report): void {
    this.#found.add(key);
    const givenUp = this.#givenUp.get(key);
    if (givenUp?.version === version || this.#quarantined.has(key)) return;
    report("unasked", key, `version ${version} is in the failed set, but it was not given up`);
  }
}
