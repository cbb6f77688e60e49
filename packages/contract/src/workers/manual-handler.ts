import { strict as assert } from "node:assert";
import type { Item } from "../queue/queue-subject.ts";
import type { WorkersHarness, WorkersSetup } from "./workers-harness.ts";
import type { HandlerSubject, OutcomeSubject, RunSubject, WorkersSubject } from "./workers-subject.ts";

/** A run that ends when the clause says so. */
export interface ManualRun extends RunSubject {
  end(outcome?: OutcomeSubject): void;
  fail(error: unknown): void;
}

/** A handler whose runs the clause ends by hand. A key that runs twice at once fails the clause. */
export class ManualHandler {
  /** All runs, in the order in which they began. */
  readonly runs: ManualRun[] = [];
  readonly #active = new Set<string>();
  /** The most runs that were active at once. */
  most = 0;
  #ranTwice: string | undefined;

  /** Keeps each run active until the clause ends it. */
  readonly handle: HandlerSubject = (run) => {
    this.#begin(run.key);
    const { promise, resolve, reject } = Promise.withResolvers<OutcomeSubject | void>();
    const ended = (): void => void this.#active.delete(run.key);
    this.runs.push({
      item: run.item,
      key: run.key,
      priority: run.priority,
      attempt: run.attempt,
      signal: run.signal,
      end(outcome) {
        ended();
        resolve(outcome);
      },
      fail(error) {
        ended();
        reject(error);
      },
    });
    return promise;
  };

  #begin(key: string): void {
    if (this.#active.has(key)) this.#ranTwice = key;
    this.#active.add(key);
    this.most = Math.max(this.most, this.#active.size);
  }

  /** The keys of all runs, as `key#attempt`. */
  get log(): string[] {
    assert.equal(this.#ranTwice, undefined, "a key ran twice at once");
    return this.runs.map(({ key, attempt }) => `${key}#${attempt}`);
  }

  /** The run that began last. */
  get last(): ManualRun {
    const last = this.runs.at(-1);
    assert.ok(last, "no run has begun");
    return last;
  }
}

/** Records each run as `key#attempt`, and then does what `then` says. */
export function recording(log: string[], then: HandlerSubject = () => {}): HandlerSubject {
  return (run) => {
    log.push(`${run.key}#${run.attempt}`);
    return then(run);
  };
}

/** An item of this key. */
export function item(key: string, value = 0): Item {
  return { key, value };
}

/** An error that says that trying again would not help, as any copy of the controller package makes it. */
export function terminal(message: string, options?: ErrorOptions): Error {
  const error = new Error(message, options);
  error.name = "TerminalError";
  return error;
}

/** Opens workers with a manual handler, adds these keys, and lets their runs begin. */
export async function openManual(
  harness: WorkersHarness,
  setup: Omit<WorkersSetup, "handler"> = {},
  keys: readonly string[] = [],
): Promise<{ readonly manual: ManualHandler; readonly workers: WorkersSubject }> {
  const manual = new ManualHandler();
  const workers = await harness.open({ ...setup, handler: manual.handle });
  for (const key of keys) await workers.add(item(key));
  await harness.settle();
  return { manual, workers };
}
