import type { Clock } from "@workset/clock";
import type { StoreObserver } from "@workset/store";
import type { TakeScheduler } from "./take-scheduler.ts";
import { DueTimer } from "./due-timer.ts";
import type { DurableMeter } from "./durable-meter.ts";
import type { QueueTime } from "./queue-time.ts";
import type { UnawaitedReleases } from "./unawaited-releases.ts";

/** The parts of a queue that react to the events of its store. */
export interface StoreListeners {
  readonly takes: TakeScheduler<unknown>;
  readonly meter: DurableMeter | undefined;
  readonly unawaited: UnawaitedReleases;
  /** Makes the store look for keys that are due. */
  readonly look: () => void;
}

/**
 * Passes the events of a store to the parts of its queue. A store may report before the queue exists; the fault and the due
 * time that hold when it does are passed on then.
 */
export class StoreEvents implements Disposable {
  readonly #timer: DueTimer;
  #listeners: StoreListeners | undefined;
  #dueAt = Infinity;
  #disposed = false;
  /** Why the store cannot write. */
  fault: Error | undefined;
  /** The observer that the store gets. */
  readonly observer: StoreObserver = {
    becameReady: (priorities) => this.readied(priorities.length),
    nextDueAt: (at) => this.#wakeAt(at),
    blocked: (now) => this.#listeners?.takes.blocked(now),
    committed: (verbs) => this.#listeners?.meter?.committed(verbs),
    writeFailed: (error) => this.#faulted(error),
    writeRecovered: () => this.#healed(),
  };

  constructor(clock: Clock, time: QueueTime) {
    this.#timer = new DueTimer(clock, time, () => this.#due());
  }

  /** Passes events to these parts from now on. */
  connect(listeners: StoreListeners): void {
    this.#listeners = listeners;
    if (this.fault) this.#faulted(this.fault);
    this.#wakeAt(this.#dueAt);
  }

  /** Keys have become ready that no caller added just now: how many. */
  readied(keys: number): void {
    this.#listeners?.meter?.joined(keys);
    this.#listeners?.takes.wake();
  }

  #wakeAt(at: number): void {
    this.#dueAt = at;
    if (this.#listeners && !this.#disposed) this.#timer.set(at);
  }

  #due(): void {
    const { takes, look } = this.#listeners!;
    // Every verb of a store makes keys that are due ready; while no caller waits for keys, the cheapest verb does.
    if (takes.size > 0) takes.wake();
    else look();
  }

  #faulted(error: Error): void {
    this.fault = error;
    this.#listeners?.meter?.faulted(true);
  }

  #healed(): void {
    this.fault = undefined;
    this.#listeners?.meter?.faulted(false);
    this.#listeners?.unawaited.again();
  }

  /** Waits for no due time any more. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#timer[Symbol.dispose]();
  }
}
