import type { AddRequest, AddResult } from "./add-request.ts";
import type { Claim, ClaimRef } from "./claim.ts";
import type { KeyRecord } from "./key-record.ts";
import type { QueuePolicy } from "./policy.ts";
import type { ErrorInfo, RecordedError, Release, ReleaseResult } from "./release.ts";
import type { FailedFilter, KeyPage, KeyQuery, StoreCounts, StoredQueue } from "./stored-key.ts";

/** What a backend can do beyond the promises of every store. */
export interface Capabilities {
  /** Whether keys outlive the process. */
  readonly durable: boolean;
}

/** Numbers that a backend reports of itself. */
export interface StoreStats {
  /** The size in bytes of the log that is not yet part of the store's file; absent where there is no log. */
  readonly logBytes?: number;
}

/**
 * A backend: it keeps the keys of any number of named queues.
 *
 * Every verb here and in {@link QueueStore} resolves after its effect is as safe as the backend makes it, and rejects
 * with a `StoreError` when it is not; a verb that rejects has changed nothing.
 */
export interface Store extends AsyncDisposable {
  readonly capabilities: Capabilities;

  /**
   * Opens the keys of one queue for one owner, and recovers what the last owner left: a key that was processing is ready
   * again, first of its priority, in the order of the claims, with its crash count raised; a key that reaches
   * `maxCrashes` goes to the failed set instead. A queue is open once at a time.
   */
  open(options: OpenQueue): Promise<QueueStore>;

  /** The queues in the store, by name, whether or not they are open. */
  queues(): Promise<readonly StoredQueue[]>;

  /** Removes a queue and all its keys. Whether there was one. @throws StoreError `"in-use"` while it is open. */
  dropQueue(name: string): Promise<boolean>;

  /** Numbers for a status page, cheap at any time; left out by a store that has none. */
  stats?(): StoreStats;

  /** Ends what is in progress and releases the store's resources. Verbs called afterwards reject. Can be called again. */
  close(): Promise<void>;
}

/** How the keys of a queue are opened. */
export interface OpenQueue {
  readonly queue: string;
  readonly policy: QueuePolicy;
  /** The wall time, in milliseconds since 1970-01-01 UTC. */
  readonly now: number;
  /** Receives what happens in the store by itself. */
  readonly observer?: StoreObserver;
}

/** What a queue learns from its store. Calls come after the commit they report, and must not throw. */
export interface StoreObserver {
  /**
   * Keys that waited have become due and need work now; those that needed it already are not among them. One priority
   * for each key.
   */
  becameReady?(priorities: readonly number[]): void;
  /** The earliest instant at which a waiting key is due has changed; `Infinity` when none waits. */
  nextDueAt?(at: number): void;
  /**
   * Whether the queue is blocked: a take got less than it asked for because of a key that runs alone. It is over when no
   * key is processing.
   */
  blocked?(now: boolean): void;
  /** A commit with this number of verbs, of any queue, is as safe as the backend makes it. */
  committed?(verbs: number): void;
  /** The store cannot write at present, and keeps trying: takes wait, adds are refused. */
  writeFailed?(error: Error): void;
  /** The store can write again. */
  writeRecovered?(): void;
}

/** What the store found when the queue was opened. */
export interface Recovery {
  /** The number of keys that were processing and are ready again. */
  readonly recovered: number;
  /** Keys that went to the failed set because they were processing at too many crashes in a row. */
  readonly quarantined: readonly string[];
}

/**
 * The keys of one queue, each with one {@link KeyRecord}.
 *
 * Every verb is one whole transition of `transitions.ts`, and receives the wall time `now`: keys that are due by then
 * become ready first, in the order in which they are due, and only then the verb acts. Verbs called one after another
 * act in that order, whether or not the first is awaited.
 */
export interface QueueStore {
  /** What was found at the opening. */
  readonly recovery: Recovery;

  /** Marks a key as needing work, now or later, and says what that meant. */
  add(request: AddRequest, now: number): Promise<AddResult>;

  /**
   * Hands out up to `max` ready keys, the highest priority first and the first to arrive first within it. Each is handed
   * out to no other caller until its claim is released, and carries a token greater than every earlier one. Resolves at
   * once, with none if none is ready; while the store cannot write, it waits.
   *
   * A key that has crashed, and may crash only once more before it goes to the failed set, runs alone, so that no other
   * key goes there because of it: it is handed out when no other key of the queue is processing, and none is handed out
   * beside it. It is not passed over: when its turn comes, takes are blocked until no key is processing.
   */
  take(max: number, now: number): Promise<Claim[]>;

  /** Ends the run of a claim; see {@link Release}. */
  release(claim: ClaimRef, how: Release<ErrorInfo>, now: number): Promise<ReleaseResult>;

  /** Clears the failures of a key. */
  forget(key: string): Promise<void>;

  /** Takes back the wait of a key; whether it was waiting. */
  cancel(key: string, now: number): Promise<boolean>;

  /** Lets a waiting key wait until `dueAt` at least; whether it was waiting. */
  postpone(key: string, dueAt: number, now: number): Promise<boolean>;

  /**
   * Moves the due times and the back-off deadlines of all keys by `byMs`: the wall clock was set by as much, and a wait is
   * neither shorter nor longer for it.
   */
  shiftDueTimes(byMs: number): Promise<void>;

  /** Removes a key in every state but processing, with its failures; whether there was anything to remove. */
  remove(key: string, now: number): Promise<boolean>;

  /** All that is known of a key; `undefined` when nothing is. */
  find(key: string, now: number): Promise<KeyRecord | undefined>;

  /** The number of keys in each state. */
  counts(now: number): Promise<StoreCounts>;

  /**
   * A page of the keys in one state, in its natural order: ready keys as they will be handed out, processing ones by
   * claim, waiting ones by due time, failed ones by the time they failed.
   */
  list(query: KeyQuery, now: number): Promise<KeyPage>;

  /** The errors recorded for a key, the newest first; at most ten are kept. */
  errors(key: string): Promise<RecordedError[]>;

  /**
   * Makes failed keys ready again, last of their priority, with their counts cleared and their errors kept; how many.
   * @throws TypeError when the filter has no meaning.
   */
  replay(filter: FailedFilter, now: number): Promise<number>;

  /** Removes failed keys and their errors; how many. @throws TypeError when the filter has no meaning. */
  purge(filter: FailedFilter): Promise<number>;

  /** Gives back every processing key and closes the queue. Can be called again. */
  close(now: number): Promise<void>;
}
