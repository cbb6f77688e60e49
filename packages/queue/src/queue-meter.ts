import type { Clock, Timer } from "@workset/clock";
import type { QueueSeries } from "@workset/metrics";

/** How often the ages are refreshed, as in client-go. */
const refreshMs = 500;

/** The fields of a lease that metrics need. */
export interface MeteredLease {
  readonly priority: number;
  /** When it was handed out, by the meter's clock. */
  readonly takenAt: number;
}

/**
 * Reports to a metrics backend what happens in a queue. Used to implement queues. A queue without metrics has none, and
 * pays nothing.
 */
export class QueueMeter implements Disposable {
  readonly #series: QueueSeries;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #oldestReadyMs: () => number;
  readonly #processing = new Set<MeteredLease>();
  #depth = 0;
  #refresh: Timer | undefined;
  #stopped = false;

  /** `oldestReadyMs` gives how long the key that has been ready the longest has been so; 0 when none is. */
  constructor(series: QueueSeries, clock: Clock, oldestReadyMs: () => number) {
    this.#series = series;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#oldestReadyMs = oldestReadyMs;
  }

  /** Keys were there before: they count as depth, and not as adds. */
  found(keys: number): void {
    this.#depth += keys;
    if (keys > 0) this.#series.depth.inc(0, keys);
    this.#keepFresh();
  }

  /** A key needs work that did not before. */
  accepted(priority: number): void {
    this.#depth++;
    this.#series.adds.inc();
    this.#series.depth.inc(priority);
    this.#keepFresh();
  }

  /** A key was added that needed work already. */
  coalesced(): void {
    this.#series.coalesced.inc();
  }

  /** An add was refused. */
  dropped(): void {
    this.#series.dropped.inc();
  }

  /** A key that needs work changed its priority. */
  raised(from: number, to: number): void {
    this.#series.depth.dec(from);
    this.#series.depth.inc(to);
  }

  /** A key that needed work was removed. */
  removed(priority: number): void {
    this.#depth--;
    this.#series.depth.dec(priority);
  }

  /** A key was handed out, `waitedMs` after it was added. */
  got(lease: MeteredLease, waitedMs: number): void {
    this.#depth--;
    this.#series.depth.dec(lease.priority);
    this.#series.latency.observe(waitedMs / 1000);
    this.#processing.add(lease);
  }

  /** The work on a key ended. */
  done(lease: MeteredLease): void {
    this.#series.workDuration.observe((this.#clock.now() - lease.takenAt) / 1000);
    this.#processing.delete(lease);
  }

  /** Stops refreshing: the ages stay at their last value, as client-go's do after a shutdown. */
  stop(): void {
    this.#stopped = true;
    this.#refresh?.[Symbol.dispose]();
  }

  /** Stops refreshing and removes the series. */
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
      this.#showAges(this.#clock.now());
      if (this.#processing.size > 0 || this.#depth > 0) this.#keepFresh();
    };
    this.#refresh = this.#clock.after(refreshMs - sinceLast, wake, { keepsAlive: false });
  }

  #showAges(now: number): void {
    let sum = 0;
    let longest = 0;
    for (const { takenAt } of this.#processing) {
      const age = (now - takenAt) / 1000;
      sum += age;
      if (age > longest) longest = age;
    }
    this.#series.unfinishedWork.set(sum);
    this.#series.longestRunning.set(longest);
    this.#series.oldestReady.set(this.#oldestReadyMs() / 1000);
  }
}
