import type { BatchOptions, DrainOptions, DrainReport } from "../queue/queue-subject.ts";
import { remove, type ModelLease, type ModelWork } from "./model-lists.ts";

/** A call that waits for keys. */
export interface ModelGetter {
  readonly max: number;
  readonly maxWaitMs: number;
  readonly leases: ModelLease[];
  /** When the wait ends whatever it has brought; `Infinity` until it has brought a key. */
  endsAt: number;
  resolve(leases: ModelLease[]): void;
  reject(reason: unknown): void;
}

/** A call that waits for the end of all work. */
export interface ModelDrain {
  readonly only: DrainOptions["only"];
  resolve(report: DrainReport): void;
}

/** The parts of the queue that waiting calls depend on. */
export interface WaitedFor {
  readonly now: number;
  readonly ready: readonly ModelWork[];
  readonly processing: readonly ModelLease[];
  readonly left: number;
  readonly shuttingDown: boolean;
  tryGet(): ModelLease | undefined;
}

/** The calls that wait for a queue, in the order in which they came. */
export class ModelWaiters {
  readonly queue: WaitedFor;
  readonly getters: ModelGetter[] = [];
  readonly drains: ModelDrain[] = [];
  readonly idlers: (() => void)[] = [];

  constructor(queue: WaitedFor) {
    this.queue = queue;
  }

  /** Waits for keys. */
  get(max: number, { maxWaitMs = 0, signal }: BatchOptions): Promise<ModelLease[]> {
    return new Promise((resolve, reject) => {
      const getter = { max, maxWaitMs, leases: [], endsAt: Infinity, resolve, reject };
      signal?.addEventListener("abort", () => this.giveUp(getter, signal.reason));
      this.getters.push(getter);
      this.serve();
    });
  }

  giveUp(getter: ModelGetter, reason: unknown): void {
    if (!remove(this.getters, getter)) return;
    if (getter.leases.length > 0) getter.resolve(getter.leases);
    else getter.reject(reason);
  }

  /** Waits for the end of all work. */
  drain({ only, signal }: DrainOptions): Promise<DrainReport> {
    return new Promise((resolve) => {
      const drain = { only, resolve };
      this.drains.push(drain);
      this.serve();
      if (signal?.aborted) this.endDrain(drain, "aborted");
      signal?.addEventListener("abort", () => this.endDrain(drain, "aborted"));
    });
  }

  endDrain(drain: ModelDrain, ended: DrainReport["ended"]): void {
    if (!remove(this.drains, drain)) return;
    const { ready, processing, left } = this.queue;
    drain.resolve({ ended, ready: ready.length, processing: processing.length, waiting: left });
  }

  /** Ends the drains because the queue is shut down without one. */
  endDrains(): void {
    for (const drain of this.drains.slice()) this.endDrain(drain, "shut-down");
  }

  /** Waits until nothing is ready or processing. */
  idle(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      this.idlers.push(resolve);
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
      this.serve();
    });
  }

  /** Answers the waiting calls as the queue is now. Called after every change. */
  serve(): void {
    if (this.queue.ready.length + this.queue.processing.length === 0) {
      for (const resolve of this.idlers.splice(0)) resolve();
    }
    for (const getter of this.getters.slice()) this.serveGetter(getter);
    for (const drain of this.drains.slice()) {
      const enough = drain.only === "processing" || this.queue.ready.length === 0;
      if (enough && this.queue.processing.length === 0) this.endDrain(drain, "drained");
    }
  }

  serveGetter(getter: ModelGetter): void {
    const { max, maxWaitMs, leases } = getter;
    while (leases.length < max && this.queue.ready.length > 0) leases.push(this.queue.tryGet()!);
    if (leases.length > 0) getter.endsAt = Math.min(getter.endsAt, this.queue.now + maxWaitMs);
    if (leases.length < max && getter.endsAt > this.queue.now && !this.queue.shuttingDown) return;
    remove(this.getters, getter);
    getter.resolve(leases);
  }

  /** The next instant at which a wait ends. */
  nextAt(): number {
    return this.getters.reduce((first, { endsAt }) => Math.min(first, endsAt), Infinity);
  }
}
