import type { Clock, Timer } from "@workset/clock";
import type { QueueSeries } from "@workset/metrics";
import type { Entry } from "./entry.ts";
import type { HeldLease } from "./held-lease.ts";
import type { ReadyLine } from "./ready-line.ts";

/** How often the ages are refreshed, as in client-go. */
const refreshMs = 500;

/** Tells a metrics backend what happens in a queue. A queue without metrics has none, and pays nothing. */
export class QueueMeter<T> implements Disposable {
  readonly #series: QueueSeries;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #line: ReadyLine<T>;
  readonly #inHand = new Set<HeldLease<T>>();
  #refresh: Timer | undefined;
  #stopped = false;

  constructor(series: QueueSeries, clock: Clock, line: ReadyLine<T>) {
    this.#series = series;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#line = line;
  }

  accepted(priority: number): void {
    this.#series.adds.inc();
    this.#series.depth.inc(priority);
    this.#keepFresh();
  }

  coalesced(): void {
    this.#series.coalesced.inc();
  }

  dropped(): void {
    this.#series.dropped.inc();
  }

  raised(from: number, to: number): void {
    this.#series.depth.dec(from);
    this.#series.depth.inc(to);
  }

  got(entry: Entry<T>, lease: HeldLease<T>): void {
    this.#series.depth.dec(lease.priority);
    this.#series.latency.observe((lease.takenAt - entry.addedAt) / 1000);
    this.#inHand.add(lease);
  }

  done(lease: HeldLease<T>): void {
    this.#series.workDuration.observe((this.#clock.now() - lease.takenAt) / 1000);
    this.#inHand.delete(lease);
  }

  /** Stops refreshing: the ages stay at their last value, as client-go's do after a shutdown. */
  stop(): void {
    this.#stopped = true;
    this.#refresh?.[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.stop();
    this.#series[Symbol.dispose]();
  }

  /** Sleeps until the next multiple of the period since the start, while there is an age to refresh. */
  #keepFresh(): void {
    if (this.#refresh || this.#stopped) return;
    const sinceLast = (this.#clock.now() - this.#startedAt) % refreshMs;
    const wake = (): void => {
      this.#refresh = undefined;
      const now = this.#clock.now();
      this.#showAges(now);
      if (this.#inHand.size > 0 || this.#line.size > 0) this.#keepFresh();
    };
    this.#refresh = this.#clock.after(refreshMs - sinceLast, wake, { keepsAlive: false });
  }

  #showAges(now: number): void {
    let sum = 0;
    let longest = 0;
    for (const { takenAt } of this.#inHand) {
      const age = (now - takenAt) / 1000;
      sum += age;
      if (age > longest) longest = age;
    }
    this.#series.unfinishedWork.set(sum);
    this.#series.longestRunning.set(longest);
    this.#series.oldestReady.set((now - (this.#line.oldestAddedAt() ?? now)) / 1000);
  }
}
