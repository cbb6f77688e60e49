/** A value, or a promise of it: a queue may answer at once or after a commit, and is held to the same clauses. */
export type Awaitable<T> = T | PromiseLike<T>;

/** What the clauses put into a queue. Its key is `key`; `value` distinguishes two payloads of one key. */
export interface Item {
  readonly key: string;
  readonly value: number;
}

/** What an add did. */
export type AddOutcome = "added" | "coalesced" | "rerun" | "dropped";

/** What a delayed add did. */
export type AddAfterOutcome = AddOutcome | "waiting" | "sooner" | "replaced";

/** How many adds ended in which outcome. */
export type AddCounts = Readonly<Record<AddOutcome, number>>;

/** Where a key is. */
export type KeyState = "ready" | "processing" | "rerun" | "waiting";

/** How a key is added. */
export interface AddOptions {
  readonly priority?: number;
  readonly again?: boolean;
}

/** How a key is added for later. */
export interface AddAfterOptions extends AddOptions {
  readonly replace?: boolean;
}

/** How a batch is got. */
export interface BatchOptions {
  readonly maxWaitMs?: number;
  readonly signal?: AbortSignal;
}

/** How a queue is drained. */
export interface DrainOptions {
  readonly signal?: AbortSignal;
  readonly only?: "processing";
}

/** How a drain ended, and what was left. */
export interface DrainReport {
  readonly ended: "drained" | "aborted" | "shut-down";
  readonly ready: number;
  readonly processing: number;
  readonly waiting: number;
}

/** One key in a listing. */
export interface ListedKey {
  readonly key: string;
  readonly item: Item;
  readonly state: KeyState;
  readonly priority: number;
}

/** One key in a listing of a queue that may know states of its own besides. */
export type Listing = Omit<ListedKey, "state"> & { readonly state: string };

/** One waiting key in a listing. */
export interface WaitingKey extends ListedKey {
  readonly dueInMs: number;
}

/** Numbers of a queue. */
export interface QueueStats {
  readonly ready: number;
  readonly processing: number;
  readonly rerun: number;
  readonly waiting: number;
  readonly getters: number;
  readonly adds: AddCounts;
  readonly done: number;
}

/** Something that `using` or `await using` ends. */
export type Disposes = Disposable | AsyncDisposable;

/** A key that is processed. */
export type LeaseSubject = Disposes & {
  readonly item: Item;
  readonly key: string;
  readonly priority: number;
  done(): Awaitable<unknown>;
};

/** The verbs of every queue. Those that may wait are promises. */
export type QueueSubject = Disposes &
  AsyncIterable<LeaseSubject> & {
    add(item: Item, options?: AddOptions): Awaitable<string>;
    addAll(items: Iterable<Item>, options?: AddOptions): Awaitable<AddCounts>;
    get(signal?: AbortSignal): Promise<LeaseSubject | undefined>;
    tryGet(): Awaitable<LeaseSubject | undefined>;
    done(key: string): Awaitable<void>;
    has(key: string): Awaitable<boolean>;
    stateOf(key: string): Awaitable<string | undefined>;
    list(): Iterable<Listing> | AsyncIterable<Listing>;
    readonly length: Awaitable<number>;
    readonly shuttingDown: Awaitable<boolean>;
    shutDown(): Awaitable<void>;
    shutDownWithDrain(options?: DrainOptions): Promise<DrainReport>;
    stats(): Awaitable<QueueStats>;
  };

/** The verb of a queue that hands out several keys at once. */
export interface BatchVerbs {
  getBatch(max: number, options?: BatchOptions): Promise<readonly LeaseSubject[]>;
}

/** The verbs of a queue to which keys can be added for later. */
export interface DelayVerbs {
  addAfter(item: Item, delayMs: number, options?: AddAfterOptions): Awaitable<string>;
  cancel(key: string): Awaitable<boolean>;
  postpone(key: string, delayMs: number): Awaitable<boolean>;
  waiting(): Iterable<WaitingKey> | AsyncIterable<WaitingKey>;
}

/** The verbs of a queue to which keys can be added again as a limiter says. */
export interface RetryVerbs {
  addRateLimited(item: Item, options?: AddAfterOptions): Awaitable<string>;
  forget(key: string): Awaitable<void>;
  numRequeues(key: string): Awaitable<number>;
}

/** How keys are processed. */
export interface ProcessSetup {
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onError?: (error: unknown, failed: FailedRun) => void;
}

/** A run that failed. */
export interface FailedRun {
  readonly item: Item;
  readonly key: string;
  readonly next: string;
}

/** What a handler gets besides the item. */
export interface ProcessRun {
  readonly key: string;
  readonly signal: AbortSignal;
}

/** The verb of a queue that calls a handler with its keys. */
export interface ProcessVerb {
  process(handler: (item: Item, run: ProcessRun) => unknown, setup?: ProcessSetup): Promise<unknown>;
}

/** The verb of a queue that says when nothing is left to do. */
export interface IdleVerb {
  idle(signal?: AbortSignal): Promise<void>;
}

/** Which keys are removed. */
export interface ClearFilter {
  readonly all?: true;
  readonly state?: "ready" | "rerun" | "waiting";
}

/** The verbs of a queue from which keys can be removed. */
export interface RemoveVerbs {
  remove(key: string): Awaitable<boolean>;
  clear(filter: ClearFilter): Awaitable<number>;
}
