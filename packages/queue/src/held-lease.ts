import type { Entry } from "./entry.ts";
import type { Lease } from "./lease.ts";

/** The lease that a work queue hands out. The queue honours it only while the entry still names it. */
export class HeldLease<T> implements Lease<T> {
  readonly item: T;
  readonly key: string;
  readonly priority: number;
  readonly entry: Entry<T>;
  /** When it was handed out; 0 when nobody measures. */
  readonly takenAt: number;
  readonly #release: (lease: HeldLease<T>) => void;

  constructor(entry: Entry<T>, takenAt: number, release: (lease: HeldLease<T>) => void) {
    this.item = entry.item;
    this.key = entry.key;
    this.priority = entry.priority;
    this.entry = entry;
    this.takenAt = takenAt;
    this.#release = release;
  }

  done(): void {
    this.#release(this);
  }

  [Symbol.dispose](): void {
    this.#release(this);
  }
}
