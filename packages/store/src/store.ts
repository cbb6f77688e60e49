import type { AddRequest, Adding } from "./adding.ts";
import type { Claim, Ending, Failing, Holding } from "./claim.ts";
import type { Combine } from "./payload.ts";
import type { FailedFilter, KeyPage, KeyQuery, RecordedError, StoreCounts } from "./stored-key.ts";

/** What a backend can do beyond the promises of every store. */
export interface Capabilities {
  /** Whether keys outlive the process. */
  readonly durable: boolean;
}

/** Numbers that a backend tells of itself. */
export interface StoreStats {
  /** How large the log is that has yet to be written into the store's file, in bytes; absent where there is none. */
  readonly logBytes?: number;
}

/**
 * A backend: a place that holds the keys of any number of named queues.
 *
 * Every verb here and in {@link QueueStore} resolves after its effect is as safe as the backend makes it, and rejects
 * with a `StoreError` when it is not; a verb that rejects has changed nothing.
 */
export interface Store extends AsyncDisposable {
  readonly capabilities: Capabilities;

  /**
   * Opens the keys of one queue for one owner, and puts in order what the last owner left: what was in hand is ready
   * again, first in line in the order of the claims, with its crash count raised; a key that reaches `maxCrashes` goes to the failed set instead.
   * A queue is open once at a time.
   */
  open(options: OpenQueue): Promise<QueueStore>;

  /** Numbers for a status page, cheap to ask for at any time; left out by a store that has none to tell. */
  stats?(): StoreStats;

  /** Ends what is under way and lets go of the place. Verbs called afterwards reject. A second call does nothing. */
  close(): Promise<void>;
}

/** How the keys of a queue are opened. */
export interface OpenQueue {
  readonly queue: string;
  /** The wall time, in milliseconds since 1970-01-01 UTC. */
  readonly now: number;
  /**
   * How many crashes in a row, without a run that ended between them, send a key to the failed set. The last run before
   * that is one alone: see {@link QueueStore.take}.
   */
  readonly maxCrashes: number;
  /** Makes one payload of two, where a key that changed while in hand was interrupted. */
  readonly combine: Combine;
  /** Learns what happens in the store by itself. */
  readonly observer?: StoreObserver;
}

/** What a queue wants to know of its store. Calls come after the commit they speak of, and must not throw. */
export interface StoreObserver {
  /**
   * Keys that waited have become due and need work now; those that needed it already are not among them. One number a
   * key: its priority.
   */
  joined?(priorities: readonly number[]): void;
  /** The earliest instant at which a waiting key is due has changed; `Infinity` when none waits. */
  nextDueAt?(at: number): void;
  /**
   * Whether the line is held up: a take got less than it asked for because of a key that runs alone. It is over when
   * nothing is in hand any more.
   */
  heldUp?(now: boolean): void;
  /** A commit that carried this many verbs of any queue has reached the disk. */
  committed?(verbs: number): void;
  /** The store can not write for now, and tries again by itself: takes wait, adds are refused. */
  faulted?(error: Error): void;
  /** The store can write again. */
  healed?(): void;
}

/** What the store found when the queue was opened. */
export interface Recovery {
  /** Keys that were in hand and are ready again. */
  readonly recovered: number;
  /** Keys that went to the failed set because they were in hand at too many crashes in a row. */
  readonly quarantined: readonly string[];
}

/**
 * The keys of one queue, each with at most one row.
 *
 * A key is ready, in hand, waiting for its time, or failed; while in hand it may need to run again, and it may wait at
 * the same time. Every verb is one whole transition, and is told the wall time `now`: what is due by then joins the
 * line first, in the order in which it is due, and only then the verb acts. Verbs called one after another act in that
 * order, whether or not the first is awaited.
 */
export interface QueueStore {
  /** What was found at the opening. */
  readonly recovery: Recovery;

  /** Marks a key as needing work, now or later, and says what that meant. */
  add(request: AddRequest, now: number): Promise<Adding>;

  /**
   * Takes up to `max` ready keys in hand, the highest priority first and the first to arrive first within it. Each is
   * given to nobody else until its claim has ended, and carries a token greater than any before it. Resolves at once,
   * with none if none is ready; while the store can not write, it waits.
   *
   * A key that has crashed, and may crash only once more before it goes to the failed set, runs alone, so that no
   * other goes there because of it: it is taken when nothing else of the queue is in hand, and nothing is taken besides.
   * It is not passed over: when its turn comes, the line is held up until what is in hand has ended.
   */
  take(max: number, now: number): Promise<Claim[]>;

  /**
   * The work on a claim is done: the key leaves, and its errors with it, or goes to the end of the line if it needs to run
   * again. Failures that were not forgotten stay counted.
   */
  complete(claim: Holding, now: number): Promise<Ending>;

  /**
   * The work on a claim failed and is to be tried again, with the payload it had: counts a failure, and waits as many
   * milliseconds as `delayMs` answers, which is told how many failures there were before. What was added meanwhile is
   * newer: the two are combined in that order, and the key is ready at once, or waits for the earlier of the two times, as the
   * last of those due then.
   */
  retry(claim: Holding, delayMs: (failures: number) => number, now: number): Promise<Ending>;

  /** Gives back a claim whose work was not begun or not ended: ready again, first in line, nothing counted. */
  giveBack(claim: Holding, now: number): Promise<Ending>;

  /**
   * Gives up on a claim: the key goes to the failed set with its payload and the error. If it was added again
   * meanwhile, the error is kept and the key lives on.
   */
  giveUp(claim: Holding, error: Failing, now: number): Promise<Ending>;

  /** Clears the count of failures of a key. */
  forget(key: string): Promise<void>;

  /** How often the key was added by counting a failure, since it was last forgotten. */
  failures(key: string): Promise<number>;

  /** Takes back what waits for this key; whether anything did. */
  cancel(key: string, now: number): Promise<boolean>;

  /** Lets a waiting key wait until `dueAt` at least; whether it was waiting. */
  postpone(key: string, dueAt: number, now: number): Promise<boolean>;

  /** How many keys there are, by state. */
  counts(now: number): Promise<StoreCounts>;

  /**
   * A page of the keys in one state, in the order that is natural to it: ready keys as they will be taken, those in
   * hand by claim, waiting keys by due time, failed ones by the time they failed.
   */
  list(query: KeyQuery, now: number): Promise<KeyPage>;

  /** The errors recorded for a key, the newest first; at most ten are kept. */
  errors(key: string): Promise<RecordedError[]>;

  /** Makes failed keys ready again, at the end of the line, their counts cleared and their errors kept; how many. */
  replay(filter: FailedFilter, now: number): Promise<number>;

  /** Removes failed keys and their errors; how many. */
  purge(filter: FailedFilter): Promise<number>;

  /** Gives back whatever is still in hand and lets go of the queue. A second call does nothing. */
  close(now: number): Promise<void>;
}
