import type { Clock } from "@workset/clock";
import type { DelaySeries, DurableSeries, MetricsProvider } from "@workset/metrics";
import { QueueMeter, type MeteredLease } from "@workset/queue";
import type { Ending, Recovery } from "@workset/store";
import type { DurableAddOutcome } from "./durable-options.ts";

/** Tells a metrics backend what happens in a durable queue: the series of a queue in the process, and its own. */
export class DurableMeter implements Disposable {
  readonly #queue: QueueMeter;
  readonly #delays: DelaySeries;
  readonly #durable: DurableSeries | undefined;

  constructor(metrics: MetricsProvider, name: string, clock: Clock) {
    this.#queue = new QueueMeter(metrics.queue(name), clock, () => 0);
    this.#delays = metrics.delays(name);
    this.#durable = metrics.durable?.(name);
  }

  /** What was there when the queue was opened. */
  found(ready: number, _waiting: number, recovery: Recovery): void {
    this.#queue.found(ready);
    this.#durable?.crashed.inc(recovery.recovered + recovery.quarantined.length);
    this.#durable?.quarantined.inc(recovery.quarantined.length);
  }

  added(outcome: DurableAddOutcome, priority: number): void {
    if (outcome === "added" || outcome === "rerun" || outcome === "revived") this.#queue.accepted(priority);
    else if (outcome === "coalesced") this.#queue.coalesced();
  }

  delayed(): void {
    this.#delays.retries.inc();
  }

  dropped(): void {
    this.#queue.dropped();
  }

  got(lease: MeteredLease, waitedMs: number): void {
    this.#queue.got(lease, waitedMs);
  }

  ended(lease: MeteredLease, ending: Ending): void {
    this.#queue.done(lease);
    if (ending === "ready") this.#queue.accepted(lease.priority);
  }

  fenced(): void {
    this.#durable?.fenced.inc();
  }

  committed(verbs: number): void {
    this.#durable?.commits.inc();
    this.#durable?.committedVerbs.inc(verbs);
  }

  faulted(now: boolean): void {
    this.#durable?.faulted.set(now ? 1 : 0);
  }

  stop(): void {
    this.#queue.stop();
  }

  [Symbol.dispose](): void {
    this.#queue[Symbol.dispose]();
    this.#delays[Symbol.dispose]();
    this.#durable?.[Symbol.dispose]();
  }
}
