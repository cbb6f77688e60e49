import {
  checkedDuration,
  requiredMethods,
  settlesWithin,
  systemClock,
  type Clock,
  type ComponentStatus,
  type StopOptions,
} from "@workset/clock";
import { Indexer } from "../cache/indexer.ts";
import type { IndexFunctions, ObjectReader } from "../cache/object-store.ts";
import { DeltaFIFO } from "../deltas/delta-fifo.ts";
import type { DeltaBatch, DeltaQueue } from "../deltas/delta-queue.ts";
import { EventQueue } from "../deltas/event-queue.ts";
import { restoredChanges } from "../handlers/change-list.ts";
import type { EventHandler, HandlerRegistration } from "../handlers/event-handler.ts";
import type { HandlerOptions } from "../handlers/handler-options.ts";
import { Processor } from "../handlers/processor.ts";
import { InformerError } from "../internal/informer-error.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { Reflector } from "../reflector/reflector.ts";
import type { ListWatch } from "../sources/list-watch.ts";
import { CacheSaver, type LoadedCache } from "./cache-saver.ts";
import { CacheWaits } from "./cache-waits.ts";
import { CacheWriter } from "./cache-writer.ts";
import { FailureLog } from "./failure-log.ts";
import type { FailureCause, InformerTrouble } from "./informer-failure.ts";
import { identityOf } from "./identity.ts";
import { InformerMeter } from "./informer-meter.ts";
import {
  checkSettings,
  metaOf,
  type InformerSettings,
  type SharedInformerOptions,
} from "./informer-options.ts";
import { statusOf } from "./informer-status.ts";
import type { Informer, InformerStopReport } from "./informer.ts";

/** The least time for the last save of a stop, in milliseconds. */
const lastSaveMs = 1_000;

/**
 * One list and watch of a source, one cache, any number of handlers: client-go's `SharedIndexInformer`.
 *
 * The reflector writes what the source sends to a queue; the informer takes it from there to the cache and, once it is in
 * the cache, to the queue of each handler. Nothing waits for a handler, unless its queue is full and must not skip states.
 */
export class SharedInformer<T, Name extends string = never> implements Informer<T, Name> {
  readonly name: string;
  readonly meta: ObjectMeta<T>;
  readonly #options: InformerSettings<T, Name>;
  readonly #source: ListWatch<T>;
  readonly #clock: Clock;
  readonly #cache: Indexer<T, Name>;
  readonly #queue: DeltaQueue<T>;
  readonly #writer: CacheWriter<T, Name>;
  readonly #processor: Processor<T>;
  readonly #meter: InformerMeter;
  readonly #failures: FailureLog;
  readonly #saver: CacheSaver<T> | undefined;
  readonly #waits: CacheWaits<T>;
  readonly #stop = new AbortController();
  #reflector: Reflector<T>;
  #starting: Promise<void> | undefined;
  #running: Promise<unknown> | undefined;
  #stopping: Promise<InformerStopReport> | undefined;
  #hasStopped = false;
  #version = "";

  /** @throws RangeError or TypeError, naming the option, when one is missing or out of bounds. */
  constructor(options: SharedInformerOptions<T, Name>) {
    requiredMethods("source", options?.source, ["list", "watch"], "give a ListWatch");
    const settings: InformerSettings<T, Name> = options;
    const { clock = systemClock, persistence, transform, indexes } = settings;
    this.name = settings.name ?? "informer";
    this.meta = metaOf(options.meta, options.source);
    this.#options = settings;
    this.#clock = clock;
    this.#failures = new FailureLog(this.name, clock, settings.onError);
    this.#meter = new InformerMeter(settings, clock);
    checkSettings(settings);
    const { meta } = this;
    const keyOf = (object: T): string => meta.keyOf(object);
    this.#cache = new Indexer<T, Name>(meta, {
      ...(indexes && { indexes }),
      freeze: settings.freeze ?? false,
    });
    this.#waits = new CacheWaits(this.#cache, () => this.#throwIfStopped());
    const queueOptions = {
      meta,
      ...(transform && { transform }),
      ...(settings.onBadObject !== "relist" && {
        onBadObject: (error: unknown, key?: string) => this.#skipped(error, key),
      }),
    };
    this.#queue =
      settings.queue === "per-key"
        ? new DeltaFIFO<T>({ ...queueOptions, knownObjects: this.#cache })
        : new EventQueue<T>({ ...queueOptions, clock });
    this.#processor = new Processor<T>({
      clock,
      keyOf,
      resyncMs: settings.resyncMs ?? 0,
      // An earlier process may have delivered the object.
      notifyShortLived: persistence !== undefined,
      objects: () => this.#cache.list(),
      resync: () => this.#queue.resync(),
      failed: (error, handler) => this.#failed(error, { during: "handler", handler }),
      recovered: (handler) => this.#failures.recovered(`handler ${handler}`),
      onSlowCall: settings.onSlowCall,
    });
    this.#source = this.#meter.metered(options.source);
    this.#reflector = this.#newReflector(undefined);
    this.#writer = new CacheWriter<T, Name>({
      cache: this.#cache,
      meta,
      compareVersions: (a, b) => this.#compare(a, b),
      splitsRecreated: settings.recreatedAs === "deleted-and-added",
      isSaved: persistence !== undefined,
      objectsCarryVersions: settings.queue !== "per-key" && (this.#source.objectsCarryVersions ?? true),
      wantsUnchanged: () => this.#processor.wantsUnchanged,
      refused: (error, key) => this.#skipped(error, key),
      undecodable: (error, key) => this.#undecodable(error, key),
      yielder: this.#processor.yielder,
    });
    this.#saver =
      persistence &&
      new CacheSaver<T>(persistence, {
        clock,
        onError: (error) => this.#failed(error, { during: "save" }),
        onSaved: () => this.#failures.recovered("save"),
      });
  }

  get cache(): ObjectReader<T, Name> {
    return this.#cache;
  }

  get hasSynced(): boolean {
    return this.#processor.synced.isOpen;
  }

  get lastVersion(): string {
    // Per key the order of the source is lost: no version is certain before everything is in the cache.
    if (this.#options.queue === "per-key" && this.#queue.length === 0) return this.#reflector.lastVersion;
    return this.#version;
  }

  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  get trouble(): InformerTrouble | undefined {
    return this.#failures.oldest;
  }

  get status(): ComponentStatus {
    return statusOf({
      isStarted: this.#starting !== undefined,
      isStopping: this.isStopped,
      isStopped: this.#hasStopped,
      hasSynced: this.hasSynced,
      handlerTrouble: this.#processor.trouble,
      trouble: this.trouble,
      unreadyAfterMs: this.#options.unreadyAfterMs ?? 120_000,
      now: this.#clock.wallNow(),
    });
  }

  synced(signal?: AbortSignal): Promise<void> {
    return this.#processor.synced.wait(signal);
  }

  addHandler(handler: EventHandler<T>, options: HandlerOptions<T> = {}): HandlerRegistration {
    this.#throwIfStopped();
    return this.#processor.add(handler, options);
  }

  async start(signal?: AbortSignal): Promise<void> {
    this.#throwIfStopped();
    this.#starting ??= this.#start(signal);
    await this.#starting;
  }

  async reached(version: string, signal?: AbortSignal): Promise<void> {
    if (!this.#source.compareVersions) {
      throw new TypeError(
        `${this.name}: reached needs versions that can be compared: give the source compareVersions`,
      );
    }
    // An unknown version is older than any.
    const isReached = (): boolean => (this.#compare(this.lastVersion, version) ?? -1) >= 0;
    await this.#waits.for(isReached, signal);
  }

  until(
    key: string,
    condition: (object: T | undefined) => boolean,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    return this.#waits.until(key, condition, signal);
  }

  /**
   * Adds indexes to the cache, at any time; this informer then has their names, too.
   * @throws RangeError when there is an index of one of these names, or what an index function throws: none is added then.
   */
  addIndexers<More extends string>(indexes: IndexFunctions<T, More>): SharedInformer<T, Name | More> {
    this.#cache.addIndexers(indexes);
    return this as unknown as SharedInformer<T, Name | More>;
  }

  /** The names of the indexes of the cache. */
  indexNames(): Name[] {
    return this.#cache.indexNames();
  }

  /** Delivers every object now, to every handler, as an update of equal versions. */
  resync(): void {
    this.#processor.resyncAll();
  }

  stop(options: StopOptions = {}): Promise<InformerStopReport> {
    this.#stopping ??= this.#stopAll(options);
    return this.#stopping;
  }

  /** Stops, and removes the series from the metrics. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#meter[Symbol.dispose]();
  }

  async #start(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const saved = this.#saver?.load();
    this.#processor.start();
    if (this.#source.identity && saved) {
      this.#running = this.#identify(saved);
    } else {
      this.#running = this.#follow(saved && this.#resume(saved, undefined));
    }
  }

  /** Asks the source for its identity before the saved cache is used. */
  async #identify(saved: LoadedCache<T>): Promise<void> {
    const { signal } = this.#stop;
    const failed = (error: unknown, retryInMs: number): void =>
      this.#failed(error, { during: "list", next: "list", retryInMs });
    const identity = await identityOf(this.#source, { clock: this.#clock, signal, failed });
    if (signal.aborted) return;
    this.#saver!.identity = identity;
    await this.#follow(this.#resume(saved, identity));
  }

  /** Takes over a saved cache; the version to watch from, if there is one. */
  #resume(saved: LoadedCache<T>, identity: string | undefined): string | undefined {
    const objects = [...saved.objects];
    const { intents, version } = saved;
    if (version !== undefined && saved.identity !== identity) {
      this.#saver!.discard({ objects, intents, version });
      const message = `${this.name}: the saved cache is that of the source ${saved.identity}, but this is ${identity}: it is discarded`;
      this.#failed(new InformerError("other-source", message), { during: "save" });
      return undefined;
    }
    this.#cache.restore(objects);
    this.#writer.expect(intents);
    this.#version = version ?? "";
    this.#processor.introduce(restoredChanges(objects));
    return version;
  }

  async #follow(from: string | undefined): Promise<void> {
    if (from !== undefined) this.#reflector = this.#newReflector(from);
    await Promise.all([this.#reflect(this.#reflector), this.#run()]);
  }

  #newReflector(from: string | undefined): Reflector<T> {
    return new Reflector<T>({
      ...this.#options.reflector,
      source: this.#source,
      target: this.#queue,
      meta: this.meta,
      clock: this.#clock,
      name: this.name,
      ...(from !== undefined && { from }),
      onError: (error, failure) => this.#failed(error, failure),
      onRecovered: () => this.#failures.recovered("source"),
    });
  }

  async #reflect(reflector: Reflector<T>): Promise<void> {
    try {
      await reflector.run(this.#stop.signal);
    } catch (error) {
      this.#failed(error, { during: "watch", next: "go-on", retryInMs: Infinity });
    }
  }

  /** Takes batch after batch from the queue to the cache, and from there to the handlers. */
  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { yielder } = this.#processor;
    while (!signal.aborted) {
      const batch = this.#queue.tryPop() ?? (await this.#queue.pop());
      if (!batch || signal.aborted) return;
      try {
        await this.#apply(batch);
      } catch (error) {
        this.#failed(error, { during: "cache", key: undefined });
      }
      if (yielder.isDue) await yielder.yield();
    }
  }

  async #apply(batch: DeltaBatch<T>): Promise<void> {
    const startedAt = this.#meter.started();
    const writing = this.#writer.write(batch);
    const written = writing instanceof Promise ? await writing : writing;
    const { changes, saved, newKeys, version } = written;
    // A handler that is added while the intents are saved finds these changes in the cache.
    const queues = [...this.#processor.queues];
    this.#version = version ?? this.#version;
    if (written.isComplete && batch.deltas[0]?.type === "replaced-all") this.#failures.recovered("cache");
    const number = this.#saver?.applied(saved, written.isComplete ? version : undefined);
    // A watch that goes on from a saved version begins with a bookmark, and there is no list then.
    if (this.#queue.hasSynced || batch.deltas[0]?.type === "bookmark") this.#processor.synced.open();
    const { hasSynced } = this;
    const intending = number === undefined ? undefined : this.#saver!.intend(newKeys, number);
    if (intending) await intending;
    if (this.isStopped) return;
    this.#waits.wake();
    const pushing = this.#processor.push(changes, queues);
    if (pushing) await pushing;
    if (this.isStopped) return;
    if (hasSynced) this.#processor.endInitial();
    if (number !== undefined) this.#saver!.queued(number, this.#processor.queues);
    const { backlog } = this.#processor;
    this.#meter.applied(startedAt, written, {
      version: this.lastVersion,
      queued: this.#queue.length,
      backlog,
    });
  }

  async #stopAll({ deadlineMs = 30_000, signal }: StopOptions): Promise<InformerStopReport> {
    checkedDuration("deadlineMs", deadlineMs);
    const clock = this.#clock;
    const startedAt = clock.now();
    const why = new InformerError("stopped", `${this.name} was stopped`);
    this.#stop.abort(why);
    this.#queue[Symbol.dispose]();
    this.#waits.wake();
    const ending = Promise.all([this.#processor.end(why), this.#running]);
    const isFinished = await settlesWithin(ending, { clock, limitMs: deadlineMs, ...(signal && { signal }) });
    const ended = isFinished ? "finished" : signal?.aborted ? "aborted" : "deadline";
    const abandonedCalls = isFinished ? [] : this.#processor.runningCalls;
    if (this.#saver) {
      const expired = new AbortController();
      const limitMs = Math.max(lastSaveMs, startedAt + deadlineMs - clock.now());
      if (!(await settlesWithin(this.#saver.close(expired.signal), { clock, limitMs }))) expired.abort();
    }
    this.#hasStopped = true;
    return { ended, abandonedCalls, unsavedChanges: this.#saver?.unsavedChanges ?? 0 };
  }

  #throwIfStopped(): void {
    if (!this.isStopped) return;
    throw new InformerError(
      "stopped",
      `${this.name} was stopped, and cannot be started again or get handlers`,
    );
  }

  /** The order of two versions; `undefined` where they cannot be compared. */
  #compare(a: string, b: string): number | undefined {
    try {
      return this.#source.compareVersions?.(a, b);
    } catch {
      return undefined;
    }
  }

  #skipped(error: unknown, key: string | undefined): void {
    const which = key === undefined ? "an object without a key" : JSON.stringify(key);
    const message = `${this.name}: ${which} was skipped: ${String(error)}`;
    this.#failed(new InformerError("bad-object", message, error), { during: "cache", key });
  }

  #undecodable(error: unknown, key: string): void {
    const message = `${this.name}: the saved state of ${JSON.stringify(key)} cannot be decoded: ${String(error)}`;
    this.#failed(new InformerError("bad-object", message, error), { during: "save" });
  }

  #failed(error: unknown, cause: FailureCause): void {
    this.#meter.failed();
    this.#failures.report(error, cause);
  }
}
