import type { Clock } from "@workset/clock";
import type { DelaySeries, DurableSeries, Gauge, MetricsProvider } from "@workset/metrics";
import { QueueMeter, type MeteredLease } from "@workset/queue";
import type { ReleaseResult, Recovery, StoreCounts } from "@workset/store";
import type { DurableAddOutcome } from "./durable-options.ts";
import { KnownDepth, withDepth } from "./known-depth.ts";

/**
 * Tells a metrics backend what happens in a durable queue: the series of a queue in the process, and its own.
 *
 * What the store alone knows (how many keys wait, since when the next one is ready, what was given back or added past
 * the queue, how large its log is) is looked up, at most once at a time: whenever it may have changed, and twice a second while there is an
 * age to show.
 */
export class DurableMeter implements Disposable {
  readonly #queue: QueueMeter;
  readonly #depth: KnownDepth;
  readonly #oldestReady: Gauge;
  readonly #delays: DelaySeries;
  readonly #durable: DurableSeries | undefined;
  readonly #clock: Clock;
  readonly #counts: () => Promise<StoreCounts>;
  readonly #logBytes: () => number | undefined;
  #oldestReadyAt: number | undefined;
  #looking = false;
  /** Whether something changed since the last look began. */
  #stale = false;
  #stopped = false;
  #disposed = false;

  constructor(
    metrics: MetricsProvider,
    name: string,
    clock: Clock,
    counts: () => Promise<StoreCounts>,
    logBytes: () => number | undefined,
  ) {
    const series = metrics.queue(name);
    this.#depth = new KnownDepth(series.depth);
    this.#oldestReady = series.oldestReady;
    this.#queue = new QueueMeter(withDepth(series, this.#depth), clock, () => this.#oldestReadyMs());
    this.#delays = metrics.delays(name);
    this.#durable = metrics.durable?.(name);
    this.#clock = clock;
    this.#counts = counts;
    this.#logBytes = logBytes;
  }

  /** What was there when the queue was opened. */
  found(counts: StoreCounts, recovery: Recovery): void {
    this.#see(counts);
    this.#durable?.crashed.inc(recovery.recovered + recovery.quarantined.length);
    this.#durable?.quarantined.inc(recovery.quarantined.length);
  }

  /** An add was committed. */
  added(outcome: DurableAddOutcome): void {
    if (outcome === "added" || outcome === "rerun" || outcome === "revived") this.#queue.accepted(0);
    else if (outcome === "coalesced") this.#queue.coalesced();
    this.look();
  }

  /** Keys need work that did not before, and no caller added them just now: how many. */
  joined(keys: number): void {
    for (let key = 0; key < keys; key++) this.#queue.accepted(0);
    this.look();
  }

  /** A key is to be added later. */
  delayed(): void {
    this.#delays.retries.inc();
  }

  /** An add was refused. */
  dropped(): void {
    this.#queue.dropped();
  }

  /** A key was handed out, so long after it was asked for. */
  got(lease: MeteredLease, waitedMs: number): void {
    this.#queue.got(lease, waitedMs);
  }

  /** The work on a key ended. */
  ended(lease: MeteredLease, ending: ReleaseResult): void {
    this.#queue.done(lease);
    // Ready by this, or by an add that was counted already?
    if (ending !== "done" && ending !== "failed") this.look();
  }

  /** An ending came too late. */
  fenced(): void {
    this.#durable?.fenced.inc();
  }

  /** How many verbs a commit carried. */
  committed(verbs: number): void {
    this.#durable?.commits.inc();
    this.#durable?.committedVerbs.inc(verbs);
  }

  /** Whether the store cannot write. */
  faulted(now: boolean): void {
    this.#durable?.faulted.set(now ? 1 : 0);
  }

  /** Looks at what the store holds: now, or when the look that is under way has ended. */
  look(): void {
    this.#stale = true;
    if (!this.#looking && !this.#disposed) void this.#look();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#stale && !this.#disposed) {
      this.#stale = false;
      try {
        this.#see(await this.#counts());
      } catch {
        // A store that does not answer rejects the verbs of callers, which report it.
      }
    }
    this.#looking = false;
  }

  #see({ ready, rerun, waiting, oldestReadyAt }: StoreCounts): void {
    if (this.#disposed) return;
    const more = ready + rerun - this.#depth.keys;
    if (more !== 0) this.#queue.found(more);
    for (let fewer = more; fewer < 0; fewer++) this.#depth.dec();
    this.#delays.waiting.set(waiting);
    this.#durable?.logBytes.set(this.#logBytes() ?? 0);
    this.#oldestReadyAt = oldestReadyAt;
    if (!this.#stopped) this.#oldestReady.set(this.#ageMs() / 1000);
  }

  #oldestReadyMs(): number {
    this.look();
    return this.#ageMs();
  }

  #ageMs(): number {
    return this.#oldestReadyAt === undefined ? 0 : Math.max(0, this.#clock.wallNow() - this.#oldestReadyAt);
  }

  /** Stops refreshing the ages. */
  stop(): void {
    this.#stopped = true;
    this.#queue.stop();
  }

  /** Removes the series. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#queue[Symbol.dispose]();
    this.#delays[Symbol.dispose]();
    this.#durable?.[Symbol.dispose]();
  }
}
