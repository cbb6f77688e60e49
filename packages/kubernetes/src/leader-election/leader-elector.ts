import { checkedNumber, notify, sleep, systemClock, type Clock } from "@workset/clock";
import { builtInResources } from "../client/built-in-resources.ts";
import type { AnyResource } from "../client/kubernetes-client.ts";
import type { ResourceClient } from "../client/resource-client.ts";
import { resourceType } from "../client/resource-type.ts";
import type { Lease } from "./lease.ts";
import { LeaseRecord } from "./lease-record.ts";
import { LeaseWatch } from "./lease-watch.ts";

/** A time during which this candidate leads. */
export interface Leadership {
  /** Aborted when the leadership is lost or to be given up: everything that only a leader may do must end. */
  readonly signal: AbortSignal;
  /**
   * Grows with each leadership, of any candidate: a store that remembers the highest it has seen refuses what an earlier
   * leader still writes. The `leaseTransitions` of the Lease.
   */
  readonly token: number;
}

/** How a {@link LeaderElector} competes. The defaults are client-go's. */
export interface LeaderElectorOptions {
  readonly client: Pick<AnyResource, "resource">;
  /** Where the Lease is. */
  readonly namespace: string;
  /** The name of the Lease: one for each thing that is led. */
  readonly name: string;
  /** Who this candidate is. No two may be alike. @defaultValue a random one */
  readonly identity?: string;
  /** How long others wait for a leader that is not heard of, in milliseconds. @defaultValue 15,000 */
  readonly leaseDurationMs?: number;
  /** After how long without a renewal the leader gives up, in milliseconds; less than the lease. @defaultValue 10,000 */
  readonly renewDeadlineMs?: number;
  /** How often it is tried to renew or to acquire, in milliseconds. @defaultValue 2,000 */
  readonly retryPeriodMs?: number;
  /** Receives who leads now, this candidate included; empty when no candidate does. */
  readonly onNewLeader?: (identity: string) => void;
  /** Receives what goes wrong; it is tried again. */
  readonly onError?: (error: unknown) => void;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /** Gives numbers from 0 up to, but not including, 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/**
 * Competes for a Lease with others that do the same, so that one at a time leads: client-go's leader election.
 *
 * What is led is awaited: a leadership is not given back, and none is begun, before the work of the one before has ended.
 * A leader that loses its lease becomes a candidate again. Two may still believe to lead where a process was stopped and
 * continued, or where clocks run at different rates: {@link Leadership.token} is for what must be certain.
 */
export class LeaderElector {
  readonly identity: string;
  readonly #options: LeaderElectorOptions;
  readonly #leases: ResourceClient<Lease>;
  readonly #clock: Clock;
  readonly #leaseDurationMs: number;
  readonly #renewDeadlineMs: number;
  readonly #retryPeriodMs: number;
  readonly #record: LeaseRecord;
  #isRunning = false;
  #renewedAt = 0;
  #leader = "";

  /** @throws RangeError, naming the option, unless the lease is longer than the deadline, and that than 1.2 retries. */
  constructor(options: LeaderElectorOptions) {
    const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2_000 } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.identity = options.identity ?? crypto.randomUUID();
    this.#retryPeriodMs = checkedNumber("retryPeriodMs", retryPeriodMs, { above: 0, unit: "milliseconds" });
    this.#renewDeadlineMs = checkedNumber("renewDeadlineMs", renewDeadlineMs, {
      above: 1.2 * retryPeriodMs,
      unit: "milliseconds",
    });
    this.#leaseDurationMs = checkedNumber("leaseDurationMs", leaseDurationMs, {
      above: renewDeadlineMs,
      unit: "milliseconds",
    });
    const { client, namespace, name } = options;
    const { identity } = this;
    const leases = (this.#leases = client.resource(resourceType<Lease>(builtInResources.leases), namespace));
    this.#record = new LeaseRecord({ leases, name, identity, leaseDurationMs, clock: this.#clock });
  }

  /** Who leads, as far as this candidate knows; empty when no candidate does. */
  get leader(): string {
    return this.#record.holder;
  }

  /** Whether this candidate leads. */
  get isLeader(): boolean {
    return this.#record.token !== 0;
  }

  /**
   * Whether a leader's renewals come in time: one that is overdue by more than the tolerance, in milliseconds, hangs, and
   * its process should be started again.
   */
  isHealthy(toleranceMs = 0): boolean {
    return !this.isLeader || this.#clock.now() - this.#renewedAt <= this.#leaseDurationMs + toleranceMs;
  }

  /**
   * Competes until the signal is aborted, and calls `lead` for each leadership. Resolves when the last one has ended and the
   * lease was given back. When `lead` returns while it leads, the leadership is given back and competed for again.
   * @throws What `lead` throws, when the lease was given back; Error when it runs already.
   */
  async run(lead: (leadership: Leadership) => Promise<void>, signal: AbortSignal): Promise<void> {
    if (this.#isRunning) throw new Error(`the election ${this.#options.name} is running already`);
    this.#isRunning = true;
    try {
      while (await this.#acquired(signal)) await this.#lead(lead, signal);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Waits until this candidate leads; `false` when the signal is aborted first. */
  async #acquired(signal: AbortSignal): Promise<boolean> {
    await using watch = new LeaseWatch(this.#leases, this.#options.name, (lease) => this.#saw(lease));
    while (!signal.aborted) {
      const askedAt = this.#clock.now();
      const isLeader = await this.#inTime(signal, (ends) => this.#record.acquire(ends));
      this.#tellLeader();
      if (isLeader) {
        this.#renewedAt = askedAt;
        return true;
      }
      const { version, expiresInMs } = this.#record;
      const waitMs = expiresInMs > 0 ? Math.min(expiresInMs, this.#jittered()) : this.#jittered();
      await watch.changed(version, waitMs, this.#clock, signal);
    }
    return false;
  }

  #saw(lease: Lease): void {
    this.#record.see(lease);
    this.#tellLeader();
  }

  async #lead(lead: (leadership: Leadership) => Promise<void>, signal: AbortSignal): Promise<void> {
    const ends = new AbortController();
    const stop = (): void => ends.abort(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    let isOver = false;
    const over = new AbortController();
    const work = lead({ signal: ends.signal, token: this.#record.token }).finally(() => {
      isOver = true;
      over.abort(new Error("the work of the leader has ended"));
    });
    work.catch(() => {});
    try {
      // While the work still ends, no other candidate may begin.
      while (!isOver && (await this.#isRenewed(over.signal)));
      if (!isOver) {
        this.#record.lose();
        ends.abort(new Error(`the lease ${this.#options.name} was lost`));
      }
      await work;
    } finally {
      signal.removeEventListener("abort", stop);
      await this.#inTime(undefined, (late) => this.#record.release(late));
      this.#record.lose();
      this.#tellLeader();
    }
  }

  /** Renews after the retry period, again and again until the deadline; whether that succeeded. */
  async #isRenewed(over: AbortSignal): Promise<boolean> {
    for (;;) {
      const waitMs = Math.min(this.#retryPeriodMs, Math.max(0, this.#leftMs));
      await sleep(this.#clock, waitMs, over).catch(() => {});
      if (over.aborted) return true;
      if (this.#leftMs <= 0) return false;
      const askedAt = this.#clock.now();
      const renewed = await this.#inTime(over, (ends) => this.#record.renew(ends));
      if (over.aborted) return true;
      if (renewed) {
        this.#renewedAt = askedAt;
        return true;
      }
      if (!this.isLeader || this.#leftMs <= 0) return false;
    }
  }

  /** What is left of the deadline. */
  get #leftMs(): number {
    return this.#renewedAt + this.#renewDeadlineMs - this.#clock.now();
  }

  /** What is asked of the server, which has a limited time; `undefined` when that fails. */
  async #inTime<R>(
    signal: AbortSignal | undefined,
    ask: (signal: AbortSignal) => Promise<R>,
  ): Promise<R | undefined> {
    const limitMs = this.isLeader ? Math.max(0, this.#leftMs) : this.#renewDeadlineMs;
    const late = new AbortController();
    using _ = this.#clock.after(limitMs, () => late.abort(new Error("the server did not answer in time")));
    const ends = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    try {
      return await ask(ends);
    } catch (error) {
      if (!signal?.aborted) notify(this.#options.onError, error);
      return undefined;
    }
  }

  #tellLeader(): void {
    if (this.#leader === this.leader) return;
    this.#leader = this.leader;
    notify(this.#options.onNewLeader, this.#leader);
  }

  #jittered(): number {
    return this.#retryPeriodMs * (1 + 0.2 * (this.#options.random ?? Math.random)());
  }
}
