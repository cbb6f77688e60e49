import { systemClock, type Clock } from "@workset/clock";
import { additions } from "../handlers/change-list.ts";
import { CacheWriter } from "./cache-writer.ts";
import { DeltaFIFO } from "../deltas/delta-fifo.ts";
import type { DeltaBatch, DeltaQueue } from "../deltas/delta-queue.ts";
import type { EventHandler, HandlerRegistration } from "../handlers/event-handler.ts";
import { EventQueue } from "../deltas/event-queue.ts";
import { Indexer } from "../cache/indexer.ts";
import type { HandlerOptions } from "../handlers/handler-options.ts";
import type { Informer } from "./informer.ts";
import type { InformerFailure } from "./informer-failure.ts";
import { InformerMeter } from "./informer-meter.ts";
import type { ListWatch } from "../sources/list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { IndexFunctions, ObjectReader } from "../cache/object-store.ts";
import { Processor } from "../handlers/processor.ts";
import { Reflector } from "../reflector/reflector.ts";
import { Checkpointer } from "../persistence/checkpointer.ts";
import { AckTracker } from "../handlers/ack-tracker.ts";
import { metaOf, type InformerSettings, type SharedInformerOptions } from "./informer-options.ts";
import { notify } from "../internal/notify.ts";

/**
 * One list and watch of a source, one cache, any number of handlers: client-go's `SharedIndexInformer`.
 *
 * The reflector writes what the source says to a queue; the informer takes it from there to the cache and, once it is in
 * the cache, to the line of each handler. Nobody waits for a handler, unless its line is full.
 */
export class SharedInformer<T, Name extends string = never> implements Informer<T, Name> {
  /** The name for errors and metrics. */
  readonly name: string;
  readonly #options: InformerSettings<T, Name>;
  readonly #source: ListWatch<T>;
  readonly #clock: Clock;
  readonly #meta: ObjectMeta<T>;
  readonly #cache: Indexer<T, Name>;
  readonly #queue: DeltaQueue<T>;
  readonly #writer: CacheWriter<T, Name>;
  readonly #processor: Processor<T>;
  readonly #meter: InformerMeter;
  readonly #saving: { readonly saving: Checkpointer<T>; readonly settlement: AckTracker<T> } | undefined;
  readonly #stop = new AbortController();
  #reflector: Reflector<T>;
  #running: Promise<unknown> | undefined;
  #stopping: Promise<void> | undefined;
  #version = "";

  /**
   * @throws RangeError when an option is out of its range.
   * @throws TypeError when a cache is to be saved whose queue does not keep the order of the source.
   */
  constructor(options: SharedInformerOptions<T, Name>) {
    const { clock = systemClock, queue = "ordered", resyncMs = 0, persistence } = options;
    if (queue !== "ordered" && queue !== "per-key") {
      throw new RangeError(`queue must be "ordered" or "per-key", but it is ${String(queue)}`);
    }
    if (persistence && queue === "per-key") {
      throw new TypeError(
        'queue must be "ordered" where there is persistence: by key, no part of the changes leads to a version',
      );
    }
    this.name = options.name ?? "informer";
    this.#options = options;
    this.#clock = clock;
    this.#meta = metaOf<T>(options);
    this.#meter = new InformerMeter(options, clock);
    this.#source = this.#meter.watched(options.source);
    const { transform } = options;
    const meta = this.#meta;
    this.#cache = new Indexer<T, Name>(meta, {
      ...(options.indexes && { indexes: options.indexes }),
      freeze: options.freeze ?? false,
    });
    this.#queue =
      queue === "ordered"
        ? new EventQueue<T>({ meta, ...(transform && { transform }) })
        : new DeltaFIFO<T>({ meta, knownObjects: this.#cache, ...(transform && { transform }) });
    this.#processor = new Processor<T>({
      clock,
      keyOf: (object) => meta.keyOf(object),
      resyncMs,
      // An earlier life of the process may have told of it.
      notifyShortLived: persistence !== undefined,
      objects: () => this.#cache.list(),
      resync: () => this.#queue.resync(),
      failed: (error, handler) => this.#failed(error, { during: "handler", handler }),
      onSlowCall: options.onSlowCall,
    });
    this.#writer = new CacheWriter<T, Name>({
      cache: this.#cache,
      meta,
      splitsRecreated: options.recreatedAs === "deleted-and-added",
      isKept: persistence !== undefined,
      objectsCarryVersions: queue === "ordered" && (options.source.objectsCarryVersions ?? true),
      wantsUnchanged: () => this.#processor.wantsUnchanged,
      failed: (error) => this.#failed(error, { during: "cache" }),
    });
    this.#reflector = this.#newReflector(undefined);
    if (!persistence) return;
    const saving = new Checkpointer<T>(persistence, {
      clock,
      onError: (error) => this.#failed(error, { during: "save" }),
    });
    this.#saving = { saving, settlement: new AckTracker((upTo) => saving.settled(upTo)) };
  }

  get cache(): ObjectReader<T, Name> {
    return this.#cache;
  }

  get hasSynced(): boolean {
    return this.#processor.synced.isOpen;
  }

  get lastVersion(): string {
    // By key the order of the source is lost: nothing is certain before everything is there.
    if (this.#options.queue === "per-key" && this.#queue.length === 0) return this.#reflector.lastVersion;
    return this.#version;
  }

  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  synced(signal?: AbortSignal): Promise<void> {
    return this.#processor.synced.wait(signal);
  }

  addHandler(handler: EventHandler<T>, options: HandlerOptions = {}): HandlerRegistration {
    this.#refuseIfStopped();
    return this.#processor.add(handler, options);
  }

  start(): void {
    this.#refuseIfStopped();
    if (this.#running) return;
    const from = this.#restore();
    if (from !== undefined) this.#reflector = this.#newReflector(from);
    this.#running = Promise.all([this.#reflect(this.#reflector), this.#run()]);
    this.#processor.start();
  }

  /**
   * Adds indexes to the cache, at any time; this same informer then answers to their names, too.
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

  /** Tells every handler of every object now, as an update of equal versions. */
  resync(): void {
    this.#processor.resyncAll();
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stopAll(): Promise<void> {
    const why = new Error(`${this.name} was stopped`);
    this.#stop.abort(why);
    this.#queue[Symbol.dispose]();
    await Promise.all([this.#processor.end(why), this.#running]);
    await this.#saving?.saving.close();
    this.#meter[Symbol.dispose]();
  }

  #refuseIfStopped(): void {
    if (this.isStopped) throw new Error(`${this.name} was stopped, and does not start again`);
  }

  /** Takes up the cache where an earlier process left it; the version from which to go on, if there is one. */
  #restore(): string | undefined {
    const saved = this.#options.persistence?.load();
    if (!saved) return undefined;
    const objects = [...saved.objects];
    this.#cache.restore(objects);
    this.#writer.expect(saved.announced);
    this.#version = saved.version ?? "";
    this.#processor.introduce(additions(objects, ([, object]) => object()));
    return saved.version;
  }

  #newReflector(from: string | undefined): Reflector<T> {
    return new Reflector<T>({
      ...this.#options.reflector,
      source: this.#source,
      target: this.#queue,
      meta: this.#meta,
      clock: this.#clock,
      name: this.name,
      ...(from !== undefined && { from }),
      onError: (error, failure) => this.#failed(error, failure),
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
    while (!signal.aborted) {
      const batch = this.#queue.tryPop() ?? (await this.#queue.pop());
      if (!batch || signal.aborted) return;
      try {
        await this.#apply(batch);
      } catch (error) {
        this.#failed(error, { during: "cache" });
      }
      if (this.#processor.slice.isOver()) await this.#processor.slice.rest();
    }
  }

  async #apply(batch: DeltaBatch<T>): Promise<void> {
    const startedAt = this.#meter.started();
    const { calls, changes, fresh, version } = this.#writer.write(batch);
    // Whoever is added while the keys are written down finds the changes in the cache.
    const lines = [...this.#processor.lines];
    this.#version = version ?? this.#version;
    const number = this.#saving?.saving.applied(changes, version);
    // A watch that goes on from a saved version tells so by a bookmark, and there is no list then.
    if (this.#queue.hasSynced || batch.deltas[0]?.type === "bookmark") this.#processor.synced.open();
    const { hasSynced } = this;
    const announcing = number === undefined ? undefined : this.#saving!.saving.announce(fresh, number);
    if (announcing) await announcing;
    if (this.isStopped) return;
    const telling = this.#processor.tell(calls, lines);
    if (telling) await telling;
    if (this.isStopped) return;
    if (hasSynced) this.#processor.endInitial();
    if (number !== undefined) this.#saving!.settlement.told(number, this.#processor.lines);
    const { backlog } = this.#processor;
    this.#meter.applied(startedAt, calls, { version: this.lastVersion, queued: this.#queue.length, backlog });
  }

  #failed(error: unknown, failure: InformerFailure): void {
    this.#meter.failed();
    notify(this.#options.onError, error, failure);
  }
}
