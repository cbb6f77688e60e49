import { setImmediate } from "node:timers";
import type { Clock, Timer } from "@workset/clock";
import { kindOf, SqliteFile, storeErrorOf } from "@workset/sqlite-file";
import { isStoreError, StoreError } from "@workset/store";
import type { QueueRows } from "../queue/queue-rows.ts";
import { Backlog } from "./backlog.ts";
import type { Transactions } from "./transactions.ts";
import { answer, type FaultPolicy, type Verb } from "./verb.ts";

/** What a store wants to know of its commits. */
export interface CommitObserver {
  committed(verbs: number): void;
  faulted(error: Error): void;
  healed(): void;
}

/** How many verbs one transaction carries at most, so that a crowd of them does not hold up the event loop. */
const atOnce = 4096;

/** As {@link atOnce}, while the room that was kept in reserve is all there is. */
const atOnceWhenFull = 64;

const busyMs = { shortest: 1, longest: 50 };
const faultMs = { shortest: 250, longest: 10_000 };

/** How long the opening and the closing of a queue wait for a store that cannot write. */
const boundMs = 10_000;

/** Why the store does not write. */
interface Fault {
  /** The result that the caller gets. */
  readonly error: Error;
  readonly kind: "full" | "blocked" | "other";
  /** Whether the file has to be opened anew first. */
  readonly reopen: boolean;
}

/**
 * Gathers the verbs of one turn of the event loop into one transaction, in the order in which they were called, and
 * answers them after it has committed.
 *
 * Another connection that writes to the file makes it wait for a few milliseconds. A disk that does not write, or a
 * transaction of another's that does not end, makes it faulted: {@link FaultPolicy} says what waits then and what does
 * not, and it tries again by itself. On a full disk the verbs that end work and those that take keys go on, in the room
 * that was kept in reserve. A file that cannot be used any more breaks it: every verb is refused with the reason.
 */
export class GroupCommit {
  readonly #transactions: Transactions;
  readonly #clock: Clock;
  readonly #observer: CommitObserver;
  readonly #blockedMs: number;
  readonly #backlog = new Backlog();
  #scheduled = false;
  /** How many verbs are run each by itself, to find the one that does not work. */
  #isolated = 0;
  #busyMs = busyMs.shortest;
  #busySince: number | undefined;
  #fault: Fault | undefined;
  /** The verbs of a transaction of which it is not known whether it is in the file. */
  #uncertain: readonly Verb[] = [];
  /** Whether verbs that end work, and those that take keys, run although the disk is full. */
  #draining = false;
  #faultMs = faultMs.shortest;
  #healedAt = -Infinity;
  #retry: Timer | undefined;
  /** Why no verb is taken any more. */
  #refusal: Error | undefined;
  #ended: (() => void) | undefined;
  /** Whether the database may be closed: nothing is tried any more. */
  #isOver = false;

  constructor(transactions: Transactions, clock: Clock, blockedMs: number, observer: CommitObserver) {
    this.#transactions = transactions;
    this.#clock = clock;
    this.#blockedMs = blockedMs;
    this.#observer = observer;
  }

  /** @param now By when keys of the queue are due that join first; `undefined`: none do. */
  run<T>(
    rows: QueueRows | undefined,
    now: number | undefined,
    onFault: FaultPolicy,
    act: () => T,
  ): Promise<T> {
    const refusal = this.#refusal ?? (onFault === "reject" ? this.#fault?.error : undefined);
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.#backlog.push({ rows, now, onFault, act, resolve, reject, result: undefined, thrown: undefined });
      this.schedule();
    });
  }

  /** Sees in the next turn to what there is to do. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#turn);
  }

  /**
   * As {@link run}, for the first and the last verb of a queue: while the store cannot write it waits for a bounded time, and
   * rejects then, as do all other verbs of the queue that wait.
   */
  async bounded<T>(rows: QueueRows, now: number | undefined, onFault: FaultPolicy, act: () => T): Promise<T> {
    const running = this.run(rows, now, onFault, act);
    let limit: Timer | undefined;
    const check = (): void => {
      if (this.#fault) this.#abandon(rows, this.#fault.error);
      else limit = this.#clock.after(boundMs, check);
    };
    limit = this.#clock.after(boundMs, check);
    try {
      return await running;
    } finally {
      limit[Symbol.dispose]();
    }
  }

  /** Rejects the verbs of a queue that wait for the fault to end. */
  #abandon(rows: QueueRows, reason: Error): void {
    for (const verb of this.#backlog.pull((waiting) => waiting.rows === rows)) verb.reject(reason);
    for (const verb of this.#uncertain) if (verb.rows === rows) verb.reject(reason);
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
    if (this.#isOver) return;
    if (!this.#fault) this.#write();
    else if (this.#ended) this.#heal();
    else {
      if (this.#draining) this.#drain();
      this.#read();
    }
    if (!this.#ended) return;
    if (this.#fault) this.#rejectAll(this.#fault.error);
    if (this.#backlog.length > 0) return;
    this.#isOver = true;
    this.#retry?.[Symbol.dispose]();
    this.#ended();
  };

  #write(): void {
    if (this.#backlog.length === 0 && !this.#transactions.stale) return;
    // The caller's own transaction, on the caller's own database, comes first.
    if (this.#transactions.connection.database.inTransaction) {
      this.#wait();
      return;
    }
    try {
      this.#commit(this.#isolated > 0 ? 1 : atOnce);
      if (this.#isolated > 0) this.#isolated--;
      this.#busyMs = busyMs.shortest;
      this.#busySince = undefined;
    } catch (error) {
      this.#failed(error);
    }
    if (this.#backlog.length > 0) this.schedule();
  }

  /** Runs the first verbs in a transaction, at most `limit`, and answers them. */
  #commit(limit: number): void {
    const { inOrder, length } = this.#backlog;
    const running = Math.min(limit, length);
    let acted: number;
    try {
      acted = this.#transactions.run(inOrder, running);
    } catch (error) {
      this.#uncertain = this.#backlog.shift(this.#transactions.uncertainVerbs);
      throw error;
    }
    const verbs = this.#backlog.shift(acted);
    this.#observer.committed(acted);
    for (const verb of verbs) answer(verb);
  }

  #failed(error: unknown): void {
    const { database } = this.#transactions.connection;
    const kind = kindOf(error);
    if (isStoreError(error)) this.#break(error);
    else if (kind === "busy") this.#wait();
    else if (kind === "full" || kind === "io" || kind === "read-only") this.#diskFailed(error);
    else if (kind !== "unexpected") this.#break(storeErrorOf(error, database.name));
    else if (!database.open)
      this.#break(new StoreError("closed", "the database was closed before its store"));
    else this.#isolate(error);
  }

  /** Another transaction is open: the caller's own, or one of another connection. */
  #wait(): void {
    const now = this.#clock.now();
    this.#busySince ??= now;
    if (now - this.#busySince >= this.#blockedMs) {
      this.#faulted({ error: this.#blocked(), kind: "blocked", reopen: false });
      return;
    }
    this.#scheduled = true;
    this.#clock.after(this.#busyMs, this.#turn);
    this.#busyMs = Math.min(this.#busyMs * 2, busyMs.longest);
  }

  #blocked(): StoreError {
    const { database, file } = this.#transactions.connection;
    const seconds = this.#blockedMs / 1000;
    const which = database.inTransaction
      ? `the transaction that the caller has open on ${file.path} has not ended for ${seconds} s, and the queues wait for it:` +
        " end it with COMMIT or ROLLBACK"
      : `another connection has kept ${file.path} locked for ${seconds} s, and the queues wait for it: end its transaction`;
    return new StoreError("blocked", which);
  }

  /** The error belongs to one verb: each is run by itself, so that this one rejects and the others go on. */
  #isolate(error: unknown): void {
    if (this.#isolated === 0 && this.#backlog.length > 1) {
      this.#isolated = this.#backlog.length;
      return;
    }
    this.#isolated = Math.max(0, this.#isolated - 1);
    for (const verb of this.#backlog.shift(1)) verb.reject(error);
  }

  #break(refusal: Error): void {
    this.#refusal = refusal;
    this.#observer.faulted(refusal);
    this.#fault = undefined;
    this.#transactions.stale = false;
    this.#rejectAll(refusal);
  }

  #rejectAll(reason: Error): void {
    this.#retry?.[Symbol.dispose]();
    for (const verb of [...this.#uncertain, ...this.#backlog.shift(this.#backlog.length)])
      verb.reject(reason);
    this.#uncertain = [];
  }

  #diskFailed(cause: unknown): void {
    const { database } = this.#transactions.connection;
    const kind = kindOf(cause) === "full" ? "full" : "other";
    const reopen = this.#fault?.reopen === true || SqliteFile.mustReopen(cause);
    this.#faulted({ error: storeErrorOf(cause, database.name), kind, reopen });
  }

  #faulted(fault: Fault): void {
    const known = this.#fault !== undefined;
    this.#fault = fault;
    this.#draining = false;
    if (!known) {
      // A fault soon after the one before is the same one, and is tried ever more seldom.
      if (this.#clock.now() - this.#healedAt > 2 * faultMs.longest) this.#faultMs = faultMs.shortest;
      this.#observer.faulted(fault.error);
    }
    for (const verb of this.#backlog.pull(({ onFault }) => onFault === "reject")) verb.reject(fault.error);
    this.#retryLater();
    this.schedule();
  }

  #retryLater(): void {
    this.#retry?.[Symbol.dispose]();
    // The end of a transaction is noticed soon; a disk is not to be bothered.
    const waitMs = this.#fault?.kind === "blocked" ? faultMs.shortest : this.#faultMs;
    this.#retry = this.#clock.after(waitMs, this.#heal);
    this.#faultMs = Math.min(this.#faultMs * 2, faultMs.longest);
  }

  /** While the disk does not write it may still read. */
  #read(): void {
    for (const verb of this.#backlog.pull(({ onFault }) => onFault === "read")) {
      try {
        this.#transactions.read(verb);
        answer(verb);
      } catch {
        verb.reject(this.#fault!.error);
      }
    }
  }

  /** On a full disk, in the room that was kept in reserve: what ends work and what takes keys; each commit makes room again. */
  #drain(): void {
    if (this.#backlog.prefer(({ onFault }) => onFault === "drain" || onFault === "wait") === 0) return;
    try {
      this.#commit(atOnceWhenFull);
      this.#transactions.connection.file.tryCheckpoint("PASSIVE");
      this.schedule();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Tries to write again: first the verbs that end work, the very first alone, so that a full disk can empty itself. */
  readonly #heal = (): void => {
    const { file, database } = this.#transactions.connection;
    const { kind, reopen } = this.#fault!;
    if (database.inTransaction) {
      this.#retryLater();
      return;
    }
    if (kind === "full") file.giveUpReserve();
    try {
      this.#resolve(this.#transactions.revive(reopen));
      const draining = this.#backlog.prefer(({ onFault }) => onFault === "drain");
      if (draining > 0) this.#commit(1);
      if (draining > 1) this.#commit(Math.min(draining - 1, atOnce));
    } catch (error) {
      if (isStoreError(error) || (kindOf(error) !== "busy" && kindOf(error) !== "unexpected"))
        this.#failed(error);
      else if (kindOf(error) === "busy") this.#retryLater();
      // What is not the disk's fault is met again, and dealt with, in the ordinary way.
      if (isStoreError(error) || kindOf(error) !== "unexpected") return;
    }
    if (kind === "full" && !file.keepReserve()) {
      this.#draining = true;
      this.#retryLater();
      this.schedule();
      return;
    }
    this.#draining = false;
    this.#fault = undefined;
    this.#busySince = undefined;
    this.#healedAt = this.#clock.now();
    this.#observer.healed();
    this.schedule();
  };

  /** Answers the verbs whose commit was uncertain, or lets them run again. */
  #resolve(committed: boolean | undefined): void {
    const verbs = this.#uncertain;
    this.#uncertain = [];
    if (committed === true) {
      this.#observer.committed(verbs.length);
      for (const verb of verbs) answer(verb);
      return;
    }
    for (const verb of verbs) if (verb.onFault === "reject") verb.reject(this.#fault!.error);
    this.#backlog.unshift(verbs.filter(({ onFault }) => onFault !== "reject"));
  }
}
