import type { Clock } from "@workset/clock";
import type { StoreObserver } from "@workset/store";
import type { TakeScheduler } from "./take-scheduler.ts";
import { DueTimer } from "./due-timer.ts";
import type { DurableMeter } from "./durable-meter.ts";
import type { QueueTime } from "./queue-time.ts";
import type { UnawaitedReleases } from "./unawaited-releases.ts";

/** Those whom the news of a store concern. */
export interface StoreListeners {
  readonly demand: TakeScheduler<unknown>;
  readonly meter: DurableMeter | undefined;
  readonly unawaited: UnawaitedReleases;
  /** Lets what is due join the line. */
  readonly look: () => void;
}

/**
 * What a store tells by itself, and who has to hear of it. The store may speak before there is a queue; what holds still
 * when there is one is told then.
 */
export class StoreEvents implements Disposable {
  readonly #timer: DueTimer;
  #concerned: StoreListeners | undefined;
  #dueAt = Infinity;
  #disposed = false;
  /** Why the store cannot write. */
  fault: Error | undefined;
  /** What the store is given to tell. */
  readonly observer: StoreObserver = {
    becameReady: (priorities) => this.readied(priorities.length),
    nextDueAt: (at) => this.#wakeAt(at),
    blocked: (now) => this.#concerned?.demand.blocked(now),
    committed: (verbs) => this.#concerned?.meter?.committed(verbs),
    writeFailed: (error) => this.#faulted(error),
    writeRecovered: () => this.#healed(),
  };

  constructor(clock: Clock, time: QueueTime) {
    this.#timer = new DueTimer(clock, time, () => this.#due());
  }

  /** Says whom it concerns from now on. */
  tell(concerned: StoreListeners): void {
    this.#concerned = concerned;
    if (this.fault) this.#faulted(this.fault);
    this.#wakeAt(this.#dueAt);
  }

  /** Keys have become ready that no caller added just now: how many. */
  readied(keys: number): void {
    this.#concerned?.meter?.joined(keys);
    this.#concerned?.demand.wake();
  }

  #wakeAt(at: number): void {
    this.#dueAt = at;
    if (this.#concerned && !this.#disposed) this.#timer.set(at);
  }

  #due(): void {
    const { demand, look } = this.#concerned!;
    // Any verb lets what is due join the line; with no caller waiting for keys, the cheapest will do.
    if (demand.size > 0) demand.wake();
    else look();
  }

  #faulted(error: Error): void {
    this.fault = error;
    this.#concerned?.meter?.faulted(true);
  }

  #healed(): void {
    this.fault = undefined;
    this.#concerned?.meter?.faulted(false);
    this.#concerned?.unawaited.again();
  }

  /** Waits for no due time any more. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#timer[Symbol.dispose]();
  }
}
