import { strict as assert } from "node:assert";
import type { Item } from "../queue/queue-subject.ts";
import type { HandlerSubject, OutcomeSubject, RunSubject } from "./workers-subject.ts";

/** A run that ends when the check says so. */
export interface HeldRun extends RunSubject {
  end(outcome?: OutcomeSubject): void;
  fail(error: unknown): void;
}

/** A handler in the hands of a check. It fails the check when a key runs twice at once. */
export class Desk {
  /** All runs, in the order in which they began. */
  readonly runs: HeldRun[] = [];
  readonly #under = new Set<string>();
  /** The most runs that were under way at once. */
  most = 0;
  twice: string | undefined;

  /** Holds each run until the check ends it. */
  readonly hold: HandlerSubject = (run) => {
    this.#begin(run.key);
    const { promise, resolve, reject } = Promise.withResolvers<OutcomeSubject | void>();
    const over = (): void => void this.#under.delete(run.key);
    this.runs.push({
      item: run.item,
      key: run.key,
      priority: run.priority,
      attempt: run.attempt,
      signal: run.signal,
      end(outcome) {
        over();
        resolve(outcome);
      },
      fail(error) {
        over();
        reject(error);
      },
    });
    return promise;
  };

  #begin(key: string): void {
    if (this.#under.has(key)) this.twice = key;
    this.#under.add(key);
    this.most = Math.max(this.most, this.#under.size);
  }

  /** The keys of all runs, as `key#attempt`. */
  get log(): string[] {
    assert.equal(this.twice, undefined, "a key was run twice at once");
    return this.runs.map(({ key, attempt }) => `${key}#${attempt}`);
  }

  /** The run that began last. */
  get last(): HeldRun {
    const last = this.runs.at(-1);
    assert.ok(last, "no run has begun");
    return last;
  }
}

/** Notes each run as `key#attempt`, and does with it what `then` says. */
export function noting(log: string[], then: HandlerSubject = () => {}): HandlerSubject {
  return (run) => {
    log.push(`${run.key}#${run.attempt}`);
    return then(run);
  };
}

/** An item of this key. */
export function item(key: string, value = 0): Item {
  return { key, value };
}

/** An error that says that trying again would not help, be it of whatever copy of a package. */
export function terminal(message: string, options?: ErrorOptions): Error {
  const error = new Error(message, options);
  error.name = "TerminalError";
  return error;
}
