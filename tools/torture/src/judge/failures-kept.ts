import type { JournalEvent } from "../event.ts";
import type { Report } from "./fault.ts";
import { of, type Rule } from "./rule.ts";

interface Counted {
  /** Failures that were acknowledged in instances before this one. */
  before: number;
  /** Those of this instance. */
  now: number;
  instance: number;
  /** Failures asked for below this were forgotten, or may have been. */
  forgottenBelow: number;
}

/**
 * Failures that were acknowledged before a process was killed are counted after it, until the key is forgotten or
 * given up.
 */
export class FailuresKept implements Rule {
  readonly #counted = new Map<string, Counted>();

  see(event: JournalEvent, report: Report): void {
    switch (event.is) {
      case "added":
        if (event.counted && event.version > this.#of(event).forgottenBelow) this.#of(event).now++;
        return;
      case "forgetting":
        this.#counted.set(event.key, {
          before: 0,
          now: 0,
          instance: event.instance,
          forgottenBelow: event.op,
        });
        return;
      case "ending":
        // To ask for a key that was given up is to forget its failures.
        if (event.how === "give-up") this.#counted.delete(event.key);
        return;
      case "ended":
        if (event.how === "retry" && event.ending !== "fenced") this.#of(event).now++;
        return;
      case "started":
      case "counted": {
        const { before } = this.#of(event);
        if (event.failures >= before) return;
        report("uncounted", event.key, `${before} failures were acknowledged, ${event.failures} are counted`);
      }
    }
  }

  #of({ key, instance }: { readonly key: string; readonly instance: number }): Counted {
    const counted = of(this.#counted, key, () => ({ before: 0, now: 0, instance, forgottenBelow: 0 }));
    if (counted.instance !== instance) {
      counted.before += counted.now;
      counted.now = 0;
      counted.instance = instance;
    }
    return counted;
  }
}
