import { setImmediate } from "node:timers";
import type { Clock, Timer } from "@workset/clock";
import { StoreError } from "@workset/store";
import { Backlog } from "./backlog.ts";
import { isFailedSync, kindOf, storeErrorOf } from "../file/faults.ts";
import type { QueueKeys } from "../queue/queue-keys.ts";
import type { Transactions } from "./transactions.ts";
import { answer, type Patience } from "./verb.ts";

/** What a store wants to know of its group. */
export interface GroupObserver {
  committed(verbs: number): void;
  faulted(error: Error): void;
  healed(): void;
}

/** How many verbs one transaction carries at most, so that a crowd of them does not hold up the event loop. */
const atOnce = 4096;

const busyMs = { shortest: 1, longest: 50 };
const faultMs = { shortest: 250, longest: 10_000 };

/**
 * Gathers the verbs of one turn of the event loop into one transaction, in the order in which they were called, and
 * answers them after it has committed.
 *
 * Somebody else who writes to the file makes it wait for a few milliseconds. A disk that does not write makes it
 * faulted: {@link Patience} says what waits then and what does not, and every now and then it tries again. A file that
 * can not be used any more breaks it: every verb is refused with the reason.
 */
export class Group {
  readonly #transactions: Transactions;
  readonly #clock: Clock;
  readonly #observer: GroupObserver;
  readonly #backlog = new Backlog();
  #scheduled = false;
  /** How many verbs are run each by itself, to find the one that does not work. */
  #apart = 0;
  #busyMs = busyMs.shortest;
  /** Why the disk does not write, and what is told of it. */
  #fault: { readonly cause: unknown; readonly error: Error } | undefined;
  #faultMs = faultMs.shortest;
  #healedAt = -Infinity;
  #retry: Timer | undefined;
  /** Why no verb is taken any more. */
  #refusal: Error | undefined;
  #ended: (() => void) | undefined;

  constructor(transactions: Transactions, clock: Clock, observer: GroupObserver) {
    this.#transactions = transactions;
    this.#clock = clock;
    this.#observer = observer;
  }

  run<T>(keys: QueueKeys | undefined, now: number, patience: Patience, act: () => T): Promise<T> {
    const refusal = this.#refusal ?? (patience === "refused" ? this.#fault?.error : undefined);
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.#backlog.push({ keys, now, patience, act, resolve, reject, result: undefined, thrown: undefined });
      this.schedule();
    });
  }

  /** Sees in the next turn to what there is to do. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turn);
  }

  /** Refuses new verbs with this reason, and resolves when those called before are answered, tried a last time if need be. */
  close(refusal: Error): Promise<void> {
    return new Promise((resolve) => {
      this.#refusal ??= refusal;
      this.#ended = resolve;
      this.schedule();
    });
  }

  readonly #turn = (): void => {
    this.#scheduled = false;
    if (!this.#fault) this.#write();
    else if (this.#ended) this.#heal();
    else this.#read();
    if (!this.#ended) return;
    if (this.#fault) this.#rejectAll(this.#fault.error);
    if (this.#backlog.length === 0) this.#ended();
  };

  #write(): void {
    if (this.#backlog.length === 0 && !this.#transactions.stale) return;
    // The caller's own transaction, on the caller's own database, comes first.
    if (this.#transactions.connection.database.inTransaction) {
      this.#wait();
      return;
    }
    try {
      this.#commit(this.#apart > 0 ? 1 : atOnce);
      if (this.#apart > 0) this.#apart--;
      this.#busyMs = busyMs.shortest;
    } catch (error) {
      this.#failed(error);
    }
    if (this.#backlog.length > 0) this.schedule();
  }

  /** Runs the first verbs in a transaction, at most so many, and answers them. */
  #commit(limit: number): void {
    const { inOrder, length } = this.#backlog;
    const acted = this.#transactions.run(inOrder, Math.min(limit, length));
    const verbs = this.#backlog.shift(acted);
    this.#observer.committed(acted);
    for (const verb of verbs) answer(verb);
  }

  #failed(error: unknown): void {
    const { database } = this.#transactions.connection;
    const kind = kindOf(error);
    if (kind === "busy") this.#wait();
    else if (kind === "full" || kind === "io" || kind === "read-only") this.#faulted(error);
    else if (kind !== "unexpected") this.#break(storeErrorOf(error, database.name));
    else if (!database.open)
      this.#break(new StoreError("closed", "the database was closed before its store"));
    else this.#setApart(error);
  }

  #wait(): void {
    this.#scheduled = true;
    this.#clock.after(this.#busyMs, this.#turn);
    this.#busyMs = Math.min(this.#busyMs * 2, busyMs.longest);
  }

  /** The error belongs to one verb: each is run by itself, so that this one rejects and the others go on. */
  #setApart(error: unknown): void {
    if (this.#apart === 0 && this.#backlog.length > 1) {
      this.#apart = this.#backlog.length;
      return;
    }
    this.#apart = Math.max(0, this.#apart - 1);
    for (const verb of this.#backlog.shift(1)) verb.reject(error);
  }

  #break(refusal: Error): void {
    this.#refusal = refusal;
    this.#fault = undefined;
    this.#transactions.stale = false;
    this.#rejectAll(refusal);
  }

  #rejectAll(reason: Error): void {
    this.#retry?.[Symbol.dispose]();
    for (const verb of this.#backlog.shift(this.#backlog.length)) verb.reject(reason);
  }

  #faulted(cause: unknown): void {
    const error = storeErrorOf(cause, this.#transactions.connection.database.name);
    const known = this.#fault !== undefined;
    this.#fault = { cause, error };
    if (!known) {
      // A fault soon after the one before is the same one, and is tried ever more seldom.
      if (this.#clock.now() - this.#healedAt > 2 * faultMs.longest) this.#faultMs = faultMs.shortest;
      this.#observer.faulted(error);
    }
    for (const verb of this.#backlog.pull("refused")) verb.reject(error);
    this.#retryLater();
  }

  #retryLater(): void {
    this.#retry?.[Symbol.dispose]();
    this.#retry = this.#clock.after(this.#faultMs, this.#heal);
    this.#faultMs = Math.min(this.#faultMs * 2, faultMs.longest);
  }

  /** While the disk does not write it may still read. */
  #read(): void {
    for (const verb of this.#backlog.pull("read")) {
      try {
        this.#transactions.read(verb);
        answer(verb);
      } catch {
        verb.reject(this.#fault!.error);
      }
    }
  }

  /** Tries to write again: first the verbs that end work, the very first alone, so that a full disk can empty itself. */
  readonly #heal = (): void => {
    const draining = this.#backlog.prefer("drain");
    try {
      this.#transactions.revive(isFailedSync(this.#fault!.cause));
      if (draining > 0) this.#commit(1);
      if (draining > 1) this.#commit(Math.min(draining - 1, atOnce));
    } catch (error) {
      const kind = kindOf(error);
      if (kind === "busy") this.#retryLater();
      else if (kind !== "unexpected") this.#failed(error);
      // What is not the disk's fault is met again, and dealt with, in the ordinary way.
      if (kind !== "unexpected") return;
    }
    this.#fault = undefined;
    this.#healedAt = this.#clock.now();
    this.#observer.healed();
    this.schedule();
  };
}
