import { sleep } from "@workset/clock";
import { EventWriter } from "./event-writer.ts";
import { RetryPolicy, type NextStep } from "./retry-policy.ts";
import { initialObjects, type InitialObjects } from "./initial-events.ts";
import { OpenWatch } from "./open-watch.ts";
import { VersionTracker } from "./version-tracker.ts";
import { resolved, type ReflectorOptions, type ResolvedReflectorOptions } from "./reflector-options.ts";
import { codeOf } from "./reflector-options.ts";
import { ResyncTicker } from "./resync-ticker.ts";
import { SourceError } from "../sources/source-error.ts";
import { isVersionUnknown, ListReader } from "./list-reader.ts";

/** How long a watch may be silent after the time it was given, in milliseconds. */
const lateMs = 30_000;
/** How long a list by way of a watch may be silent before it is asked for as usual, in milliseconds. */
const stalledMs = 30_000;
/** A watch that ends sooner, in milliseconds, and told nothing new, is a failure. */
const shortMs = 1_000;

/**
 * Keeps a target in step with a source: lists, watches from there, and begins again whenever that fails.
 *
 * - A watch that ends is opened again at once, from where it was. One that ended within a second and told nothing new is
 *   a failure; so is whatever the source refuses. After a failure the source is left alone for a while.
 * - Then everything is listed again, except when the source was only busy or away: then it is watched again.
 *   So it is, at once, when a connection broke on a watch that had got somewhere.
 * - What the target refuses, as a transform that fails does, is not passed over: the reflector stays before it, and lists
 *   again after a while. An event that makes no sense is reported and passed over.
 * - Nothing is read while the target has no room.
 */
export class Reflector<T> {
  readonly name: string;
  readonly #options: ResolvedReflectorOptions<T>;
  readonly #versions = new VersionTracker();
  readonly #lists: ListReader<T>;
  readonly #writer: EventWriter<T>;
  readonly #retryPolicy: RetryPolicy;
  readonly #resyncs: ResyncTicker;
  /** Whether the version to watch from was given and has not been heard of by the source yet. */
  #isResuming: boolean;
  #isRunning = false;
  #isFull = false;

  /** @throws RangeError, naming the option, when one is out of bounds. */
  constructor(options: ReflectorOptions<T>) {
    const all = (this.#options = resolved(options));
    const { source, target, clock } = all;
    this.name = all.name;
    this.#retryPolicy = new RetryPolicy(all);
    this.#lists = new ListReader(source, this.#versions, clock, all.pageSize);
    this.#writer = new EventWriter(target, all.meta, this.#versions, source.objectsCarryVersions ?? true);
    this.#resyncs = new ResyncTicker(clock, all.resyncMs, () => this.#resync());
    this.#versions.reached(all.from);
    this.#isResuming = all.from !== "";
  }

  /** The version up to which everything has been written to the target; empty before the first list. */
  get lastVersion(): string {
    return this.#versions.lastVersion;
  }

  /**
   * Lists and watches until the signal says that it is enough, and resolves then: no request, watch or timer is left,
   * unless the source is deaf to the signal for more than a second.
   * @throws Error when it is running already.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (this.#isRunning) throw new Error(`${this.name} is running already`);
    this.#isRunning = true;
    using _ = this.#resyncs;
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
      // The source's failures have been dealt with: it was the target that could not even say when it has room.
      signal.throwIfAborted();
      return this.#retryPolicy.later(error, "transform", "list");
    }
  }

  async #list(signal: AbortSignal): Promise<NextStep> {
    await this.#room(signal);
    if (this.#options.listByWatch && this.#options.source.sendsInitialEvents) {
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
    return this.#replace(list) ?? { step: "watch" };
  }

  /** Lists by way of a watch and reads on from there; `undefined` when the list is to be asked for as usual. */
  async #listByWatch(signal: AbortSignal): Promise<NextStep | undefined> {
    const { meta } = this.#options;
    const version = this.#versions.initialEventsVersion;
    const timeoutMs = this.#watchTime();
    await using watch = this.#newWatch(signal, stalledMs);
    let initial;
    try {
      await watch.open(this.#options.source, { version, bookmarks: true, initialEvents: true, timeoutMs });
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
      this.#retryPolicy.now(error, "list", "list");
      return undefined;
    }
    watch.allowSilence(timeoutMs + lateMs);
    return this.#replace(initial) ?? (await this.#follow(watch, signal));
  }

  /** Writes a list; what to do next if that failed. */
  #replace({ items, version }: InitialObjects<T>): NextStep | undefined {
    try {
      this.#options.target.replace(items, version);
    } catch (error) {
      return this.#retryPolicy.later(error, "transform", "list");
    }
    this.#versions.listed(version);
    this.#isResuming = false;
    this.#resyncs.start();
    return undefined;
  }

  async #watch(signal: AbortSignal): Promise<NextStep> {
    const timeoutMs = this.#watchTime();
    const version = this.lastVersion;
    await using watch = this.#newWatch(signal, timeoutMs + lateMs);
    try {
      await watch.open(this.#options.source, { version, bookmarks: true, timeoutMs });
    } catch (error) {
      signal.throwIfAborted();
      return this.#retryPolicy.notOpened(error, this.#isResuming);
    }
    return await this.#follow(watch, signal);
  }

  /** Writes what a watch tells until it ends; then, what to do next. */
  async #follow(watch: OpenWatch<T>, signal: AbortSignal): Promise<NextStep> {
    const from = this.lastVersion;
    if (this.#isResuming) {
      this.#resyncs.start();
      const unwritten = this.#writer.write({ type: "bookmark", version: from });
      if (unwritten) return this.#retryPolicy.later(unwritten.error, "transform", "list");
    }
    for (;;) {
      const room = this.#room(signal);
      if (room) await room;
      let event;
      try {
        event = await watch.next();
      } catch (error) {
        signal.throwIfAborted();
        return this.#retryPolicy.broken(error, this.#isResuming, this.#gotNowhere(watch, from));
      }
      signal.throwIfAborted();
      if (event === undefined) return this.#ended(this.#gotNowhere(watch, from));
      if (event?.type === "error") return this.#retryPolicy.refused(event.error, this.#isResuming);
      const unwritten = this.#writer.write(event);
      if (unwritten === undefined) this.#isResuming = false;
      else if (!unwritten.isIllFormed) return this.#retryPolicy.later(unwritten.error, "transform", "list");
      else this.#retryPolicy.passOver(unwritten.error, "event");
    }
  }

  /** The watch ended in good order. */
  #ended(gotNowhere: boolean): NextStep {
    this.#isResuming = false;
    if (!gotNowhere) return { step: "watch" };
    const error = new SourceError("other", `${this.name}: the watch ended at once and told nothing new`);
    return this.#retryPolicy.later(error, "event", "list");
  }

  #gotNowhere(watch: OpenWatch<T>, from: string): boolean {
    return this.lastVersion === from && this.#options.clock.now() - watch.askedAt < shortMs;
  }

  /** Told apart from a promise, so that room that is there costs no turn. */
  #room(signal: AbortSignal): Promise<void> | undefined {
    const room = this.#options.target.room(signal);
    if (room === undefined) return undefined;
    this.#isFull = true;
    return room.finally(() => (this.#isFull = false));
  }

  #resync(): void {
    if (this.#isFull) return;
    try {
      if (this.#options.shouldResync?.() ?? true) this.#options.target.resync();
    } catch (error) {
      this.#retryPolicy.passOver(error, "resync");
    }
  }

  #newWatch(signal: AbortSignal, silentAfterMs: number): OpenWatch<T> {
    return new OpenWatch<T>({ clock: this.#options.clock, signal, silentAfterMs });
  }

  /** Watches that were opened together are not to end together. */
  #watchTime(): number {
    return this.#options.watchTimeoutMs * (1 + this.#options.random());
  }
}
