import { notify, sleep, type Timer } from "@workset/clock";
import type { ListInfo } from "../deltas/delta-queue.ts";
import { SourceError } from "../sources/source-error.ts";
import { EventWriter, type Unwritten } from "./event-writer.ts";
import { initialObjects, type InitialObjects } from "./initial-events.ts";
import { isVersionUnknown, ListReader } from "./list-reader.ts";
import { OpenWatch } from "./open-watch.ts";
import {
  codeOf,
  resolved,
  type ReflectorOptions,
  type ResolvedReflectorOptions,
} from "./reflector-options.ts";
import { RetryPolicy, type NextStep, type WatchRun } from "./retry-policy.ts";
import { Ticker } from "./ticker.ts";
import { VersionTracker } from "./version-tracker.ts";

/** How long a watch may be silent after its timeout, in milliseconds, where the source promises no bookmarks. */
const lateMs = 30_000;
/** How long a list by way of a watch may be silent before an ordinary list is requested, in milliseconds. */
const stalledMs = 30_000;
/** How long a watch must work after failures to count as recovered, in milliseconds. */
const recoveredMs = 1_000;
/** Versions that go back again within this time, in milliseconds, are no restored backup, and wait. */
const wentBackAgainMs = 120_000;

/**
 * Keeps a target in step with a source: lists, watches from there, and starts over whenever that fails.
 *
 * - A watch that ends is opened again at once, from the version it reached. Watches that end within a second, one after
 *   another, are a failure; so is whatever the source refuses. After a failure the reflector waits.
 * - Then everything is listed again, except when the source was only busy or away: then the watch is opened again. So it
 *   is, at once, when a connection broke on a watch that had made progress.
 * - An object that the target refuses, as a failing transform does, is not skipped: everything is listed again after a wait.
 *   An event that makes no sense is reported and skipped.
 * - When versions go back, where they can be compared, everything is listed at once.
 * - Nothing is read while the target has no room.
 */
export class Reflector<T> {
  readonly name: string;
  readonly #options: ResolvedReflectorOptions<T>;
  readonly #versions: VersionTracker;
  readonly #lists: ListReader<T>;
  readonly #writer: EventWriter<T>;
  readonly #retryPolicy: RetryPolicy;
  readonly #resyncs: Ticker;
  readonly #relists: Ticker;
  /** Whether the first version was given, and the source has not confirmed it yet. */
  #isResuming: boolean;
  #isRunning = false;
  #isFull = false;
  #isFailing = false;
  #canListByWatch: boolean;
  #wentBackAt = -Infinity;
  #watching: OpenWatch<T> | undefined;
  /** What is known of the next list. */
  #nextList: ListInfo = {};

  /** @throws RangeError or TypeError, naming the option, when one is missing or out of bounds. */
  constructor(options: ReflectorOptions<T>) {
    const all = (this.#options = resolved(options));
    const { source, target, clock } = all;
    this.name = all.name;
    this.#versions = new VersionTracker((a, b) => source.compareVersions?.(a, b));
    this.#retryPolicy = new RetryPolicy({
      ...all,
      onError: (error, failure) => {
        if (failure.next !== "go-on") this.#isFailing = true;
        return all.onError?.(error, failure);
      },
    });
    this.#lists = new ListReader(source, this.#versions, clock, all.pageSize);
    this.#writer = new EventWriter(target, all.meta, this.#versions, source.objectsCarryVersions ?? true);
    this.#resyncs = new Ticker(clock, all.resyncMs, () => this.#resync());
    this.#relists = new Ticker(clock, all.relistMs, () => this.#watching?.giveUp(relistDue));
    this.#canListByWatch = all.listByWatch;
    this.#versions.reached(all.from);
    this.#isResuming = all.from !== "";
  }

  /** The version up to which everything has been written to the target; empty before the first list. */
  get lastVersion(): string {
    return this.#versions.lastVersion;
  }

  /**
   * Lists and watches until the signal is aborted, and resolves then: no request, watch or timer is left, unless the source
   * ignores the signal for more than a second.
   * @throws Error when it is running already.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#isRunning) throw new Error(`${this.name} is running already`);
    this.#isRunning = true;
    using _ = this.#resyncs;
    using __ = this.#relists;
    let next: NextStep = { step: this.#isResuming ? "watch" : "list" };
    try {
      while (!signal.aborted) {
        if (next.waitMs !== undefined) await sleep(this.#options.clock, next.waitMs, signal);
        next = await this.#take(next.step, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#isRunning = false;
    }
  }

  async #take(step: NextStep["step"], signal: AbortSignal): Promise<NextStep> {
    try {
      return await (step === "list" ? this.#list(signal) : this.#watch(signal));
    } catch (error) {
      // The source's failures have been handled: the target could not even say when it has room.
      signal.throwIfAborted();
      return this.#retryPolicy.later(error, "transform", "list");
    }
  }

  async #list(signal: AbortSignal): Promise<NextStep> {
    await this.#room(signal);
    if (this.#canListByWatch && this.#options.source.sendsInitialEvents) {
      const next = await this.#listByWatch(signal);
      if (next) return next;
    }
    let list;
    try {
      list = await this.#lists.next(signal);
    } catch (error) {
      signal.throwIfAborted();
      return this.#retryPolicy.later(error, "list", "list");
    }
    const replacing = this.#replace(list);
    return (replacing instanceof Promise ? await replacing : replacing) ?? { step: "watch" };
  }

  /** Lists by way of a watch and reads on from there; `undefined` when an ordinary list must be requested. */
  async #listByWatch(signal: AbortSignal): Promise<NextStep | undefined> {
    const { meta, source, clock, watchListTimeoutMs } = this.#options;
    const version = this.#versions.initialEventsVersion;
    const timeoutMs = this.#watchTime();
    await using watch = new OpenWatch<T>({ clock, signal, idleTimeoutMs: stalledMs });
    const endless = new SourceError(
      "other",
      `the source did not end its initial events within watchListTimeoutMs, ${watchListTimeoutMs} ms`,
    );
    const deadline = clock.after(watchListTimeoutMs, () => watch.giveUp(endless), { keepsAlive: false });
    let initial;
    try {
      await watch.open(source, { version, bookmarks: true, initialEvents: true, timeoutMs });
      initial = await initialObjects(watch, (object) => meta.keyOf(object));
      signal.throwIfAborted();
    } catch (error) {
      signal.throwIfAborted();
      const code = codeOf(error);
      if (code === "throttled" || code === "refused") return this.#retryPolicy.later(error, "list", "list");
      if (isVersionUnknown(error) && version !== "") {
        this.#versions.lose();
        return { step: "list" };
      }
      if (code === "unsupported" || error === endless) this.#canListByWatch = false;
      this.#retryPolicy.now(error, "list", "list");
      return undefined;
    } finally {
      deadline[Symbol.dispose]();
    }
    watch.setIdleTimeout(this.#idleTimeout(timeoutMs));
    const replacing = this.#replace(initial);
    return (
      (replacing instanceof Promise ? await replacing : replacing) ?? (await this.#follow(watch, signal))
    );
  }

  /** Writes a list; what to do next if that failed. Not `async`, so that a list that is written at once costs no turn. */
  #replace({ items, version }: InitialObjects<T>): Promise<NextStep | undefined> | NextStep | undefined {
    const versionsWentBack = this.#nextList.versionsWentBack || this.#versions.isOlder(version);
    const list = { ...this.#nextList, ...(versionsWentBack && { versionsWentBack }) };
    const refused = (error: unknown): NextStep => this.#retryPolicy.later(error, "transform", "list");
    try {
      const writing = this.#options.target.replace(items, version, list);
      if (writing) return writing.then(() => this.#listed(version), refused);
    } catch (error) {
      return refused(error);
    }
    return this.#listed(version);
  }

  #listed(version: string): undefined {
    this.#nextList = {};
    this.#versions.listed(version);
    this.#isResuming = false;
    this.#startTickers();
  }

  async #watch(signal: AbortSignal): Promise<NextStep> {
    const { source, clock } = this.#options;
    const timeoutMs = this.#watchTime();
    const version = this.lastVersion;
    await using watch = new OpenWatch<T>({ clock, signal, idleTimeoutMs: this.#idleTimeout(timeoutMs) });
    try {
      await watch.open(source, { version, bookmarks: true, timeoutMs });
    } catch (error) {
      signal.throwIfAborted();
      return this.#retryPolicy.notOpened(error, this.#isResuming);
    }
    return await this.#follow(watch, signal);
  }

  /** Writes what a watch sends until it ends; then, what to do next. */
  async #follow(watch: OpenWatch<T>, signal: AbortSignal): Promise<NextStep> {
    const from = this.lastVersion;
    if (this.#isResuming) {
      this.#startTickers();
      const unwritten = this.#writer.write({ type: "bookmark", version: from });
      if (unwritten) return this.#retryPolicy.later(unwritten.error, "transform", "list");
    }
    const recovery = this.#expectRecovery();
    this.#watching = watch;
    try {
      for (;;) {
        const room = this.#room(signal);
        if (room) await room;
        let event;
        try {
          event = await watch.next();
        } catch (error) {
          signal.throwIfAborted();
          if (error === relistDue) return this.#relist();
          return this.#retryPolicy.broken(error, this.#runOf(watch, from));
        }
        signal.throwIfAborted();
        if (event === undefined) return this.#ended(watch, from);
        if (event?.type === "error") return this.#retryPolicy.refused(event.error, this.#isResuming);
        const unwritten = this.#writer.write(event);
        const next = unwritten && this.#afterUnwritten(unwritten);
        if (next) return next;
        if (!unwritten) this.#isResuming = false;
      }
    } finally {
      this.#watching = undefined;
      recovery?.[Symbol.dispose]();
    }
  }

  /** The watch ended without an error. */
  #ended(watch: OpenWatch<T>, from: string): NextStep {
    const run = this.#runOf(watch, from);
    this.#isResuming = false;
    return this.#retryPolicy.ended(this.name, run);
  }

  /** What follows an event that was not written; nothing when it is skipped. */
  #afterUnwritten({ reason, error }: Unwritten): NextStep | undefined {
    switch (reason) {
      case "refused":
        return this.#retryPolicy.later(error, "transform", "list");
      case "went-back": {
        const now = this.#options.clock.now();
        const isAgain = now - this.#wentBackAt < wentBackAgainMs;
        this.#wentBackAt = now;
        this.#nextList = { ...this.#nextList, versionsWentBack: true };
        this.#versions.lose();
        return this.#retryPolicy[isAgain ? "later" : "now"](error, "event", "list");
      }
      default:
        this.#options.target.skip?.();
        this.#retryPolicy.ignored(error, "event");
        return undefined;
    }
  }

  /** Lists the newest state, to find what no watch has sent. */
  #relist(): NextStep {
    this.#nextList = { ...this.#nextList, watchedUpTo: this.lastVersion };
    this.#versions.lose();
    return { step: "list" };
  }

  /** After failures, a watch that works for a while has recovered. */
  #expectRecovery(): Timer | undefined {
    if (!this.#isFailing) return undefined;
    const recovered = (): void => {
      this.#isFailing = false;
      notify(this.#options.onRecovered);
    };
    return this.#options.clock.after(recoveredMs, recovered, { keepsAlive: false });
  }

  #runOf(watch: OpenWatch<T>, from: string): WatchRun {
    return {
      lastedMs: this.#options.clock.now() - watch.requestedAt,
      madeProgress: this.lastVersion !== from,
      isResuming: this.#isResuming,
    };
  }

  /** Not `async`, so that room that is there costs no turn. */
  #room(signal: AbortSignal): Promise<void> | undefined {
    const room = this.#options.target.room(signal);
    if (room === undefined) return undefined;
    this.#isFull = true;
    return room.finally(() => (this.#isFull = false));
  }

  #startTickers(): void {
    this.#resyncs.start();
    this.#relists.start();
  }

  #resync(): void {
    if (this.#isFull) return;
    try {
      if (this.#options.shouldResync?.() ?? true) this.#options.target.resync();
    } catch (error) {
      this.#retryPolicy.ignored(error, "resync");
    }
  }

  /** Watches that were opened together must not end together. */
  #watchTime(): number {
    return this.#options.watchTimeoutMs * (1 + this.#options.random());
  }

  #idleTimeout(timeoutMs: number): number {
    const { idleTimeoutMs, source } = this.#options;
    if (idleTimeoutMs !== undefined) return idleTimeoutMs;
    const { bookmarkIntervalMs } = source;
    return bookmarkIntervalMs === undefined ? timeoutMs + lateMs : bookmarkIntervalMs * 1.5;
  }
}

/** Ends a watch because it is time to list. */
const relistDue = Symbol("relist");
