import {
  checkedDuration,
  required,
  settlesWithin,
  systemClock,
  type Clock,
  type ComponentStatus,
  type StopOptions,
} from "@workset/clock";
import { Indexer } from "../cache/indexer.ts";
import type { ObjectReader } from "../cache/object-store.ts";
import { listOf, resyncChanges, type ChangeList } from "../handlers/change-list.ts";
import type { EventHandler, HandlerRegistration } from "../handlers/event-handler.ts";
import type { HandlerOptions } from "../handlers/handler-options.ts";
import { Processor } from "../handlers/processor.ts";
import { InformerError } from "../internal/informer-error.ts";
import type { Deletion, ObjectChange } from "../objects/object-change.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { ListWatch } from "../sources/list-watch.ts";
import { CacheWaits } from "./cache-waits.ts";
import { FailureLog } from "./failure-log.ts";
import type { FailureCause, InformerTrouble } from "./informer-failure.ts";
import { metaOf, type InformerSettings, type MetaOption } from "./informer-options.ts";
import { statusOf } from "./informer-status.ts";
import type { Informer, InformerStopReport } from "./informer.ts";
import { ShardUnion } from "./shard-union.ts";
import { SharedInformer } from "./shared-informer.ts";

/** How a {@link ShardedInformer} is made. */
export type ShardedInformerOptions<T, Name extends string = never> = Omit<
  InformerSettings<T, Name>,
  "persistence"
> &
  MetaOption<T> & {
    /** The sources whose objects together are those of the informer, by the name of the shard. */
    readonly shards: ReadonlyMap<string, ListWatch<T>>;
    /**
     * Whether the informer syncs without this shard, and is ready without it: one that may be forbidden, for example. Its
     * objects are added when it answers.
     * @defaultValue every shard is needed
     */
    readonly isOptional?: (shard: string) => boolean;
  };

/** One of the informers. */
interface Shard<T> {
  readonly name: string;
  readonly source: ListWatch<T>;
  readonly informer: SharedInformer<T>;
  readonly registration: HandlerRegistration;
  readonly isOptional: boolean;
}

/**
 * Several sources behind one informer: objects split by namespace, by selector, or by hash of their keys (`shardSource`).
 * Shards are added and removed while it runs. The informer of a shard is called `name/shard` in failures and metrics.
 *
 * An object that several shards have is delivered once. It belongs to the shard that sent it first, until that shard deletes
 * it or is removed; then it passes to another that has it, as an update if the states differ, and is deleted when there is
 * none. A state that it passes to may be older where the next shard is behind.
 */
export class ShardedInformer<T, Name extends string = never> implements Informer<T, Name> {
  readonly name: string;
  readonly meta: ObjectMeta<T>;
  /** Each shard has versions of its own; there is none for all of them. */
  readonly lastVersion = "";
  readonly #options: ShardedInformerOptions<T, Name>;
  readonly #clock: Clock;
  readonly #cache: Indexer<T, Name>;
  readonly #processor: Processor<T>;
  readonly #failures: FailureLog;
  readonly #union: ShardUnion<T, Shard<T>>;
  readonly #shards = new Set<Shard<T>>();
  readonly #waits: CacheWaits<T>;
  #pushing: Promise<void> | undefined;
  #starting: Promise<void> | undefined;
  #stopping: Promise<InformerStopReport> | undefined;
  #hasStopped = false;

  /** @throws RangeError or TypeError, naming the option, when one is missing or out of bounds. */
  constructor(options: ShardedInformerOptions<T, Name>) {
    required("shards", options?.shards, "give a Map of sources by the name of the shard");
    const { indexes, freeze = false, clock = systemClock } = options;
    const [anySource] = options.shards.values();
    this.name = options.name ?? "informer";
    this.#options = options;
    this.#clock = clock;
    this.#failures = new FailureLog(this.name, clock, options.onError);
    const meta = (this.meta = metaOf(options.meta, anySource));
    const keyOf = (object: T): string => meta.keyOf(object);
    const cache = (this.#cache = new Indexer<T, Name>(meta, { ...(indexes && { indexes }), freeze }));
    this.#waits = new CacheWaits<T>(cache, () => this.#throwIfStopped());
    this.#union = new ShardUnion(cache, meta, (error, key) => this.#refused(error, key));
    this.#processor = new Processor<T>({
      clock,
      keyOf,
      resyncMs: options.resyncMs ?? 0,
      notifyShortLived: false,
      objects: () => cache.list(),
      resync: () => void this.#push(() => resyncChanges(cache.list(), keyOf)),
      failed: (error, handler) => this.#failed(error, { during: "handler", handler }),
      recovered: (handler) => this.#failures.recovered(`handler ${handler}`),
      onSlowCall: options.onSlowCall,
    });
    for (const [name, source] of options.shards) this.#open(name, source);
  }

  get cache(): ObjectReader<T, Name> {
    return this.#cache;
  }

  /** The names of the shards; one whose source is being replaced appears twice. */
  get shards(): string[] {
    return Array.from(this.#shards, ({ name }) => name);
  }

  /** Whether every needed shard of the start has delivered its first list. */
  get hasSynced(): boolean {
    return this.#processor.synced.isOpen;
  }

  get isStopped(): boolean {
    return this.#stopping !== undefined;
  }

  get trouble(): InformerTrouble | undefined {
    let oldest = this.#failures.oldest;
    for (const { informer } of this.#shards) {
      const { trouble } = informer;
      if (trouble && (!oldest || trouble.since < oldest.since)) oldest = trouble;
    }
    return oldest;
  }

  get status(): ComponentStatus {
    const status = statusOf({
      isStarted: this.#starting !== undefined,
      isStopping: this.isStopped,
      isStopped: this.#hasStopped,
      hasSynced: this.hasSynced,
      handlerTrouble: this.#processor.trouble,
      trouble: this.#failures.oldest,
      unreadyAfterMs: Infinity,
      now: this.#clock.wallNow(),
    });
    if (status.state !== "running" && status.state !== "starting") return status;
    const unready = Array.from(this.#shards).filter(({ informer }) => informer.status.reason !== undefined);
    if (unready.length === 0) return status;
    const reasons = unready.map(({ name, informer }) => `shard ${name} ${informer.status.reason}`);
    const isMissed = unready.some(({ informer, isOptional }) => !isOptional && !informer.status.ready);
    const own = status.reason === undefined ? [] : [status.reason];
    return { ...status, ready: status.ready && !isMissed, reason: [...own, ...reasons].join("; ") };
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

  /** Resolves when every shard has reached this version: for shards of one source, whose versions can be compared. */
  async reached(version: string, signal?: AbortSignal): Promise<void> {
    const shards = Array.from(this.#shards);
    await Promise.all(shards.map(({ informer }) => informer.reached(version, signal)));
  }

  until(
    key: string,
    condition: (object: T | undefined) => boolean,
    signal?: AbortSignal,
  ): Promise<T | undefined> {
    return this.#waits.until(key, condition, signal);
  }

  /** Adds a shard, which starts with the informer. @throws Error when there is a shard of this name; InformerError when the informer was stopped. */
  addShard(name: string, source: ListWatch<T>): void {
    this.#throwIfStopped();
    if (this.shards.includes(name)) throw new Error(`there is a shard ${JSON.stringify(name)} already`);
    const { informer } = this.#open(name, source);
    if (this.#starting) void informer.start();
  }

  /**
   * Removes a shard. Objects that only it has are deleted, the final state unknown; others pass to the shards that have
   * them. Resolves when its source is no longer watched and the changes are queued. An unknown name changes nothing.
   */
  async removeShard(name: string): Promise<void> {
    const named = Array.from(this.#shards).filter((shard) => shard.name === name);
    await Promise.all(named.map((shard) => this.#close(shard)));
  }

  /**
   * Makes these all the shards. New ones, and those whose source is another, start first; once they have delivered their
   * first list, those that are no longer wanted are removed: an object that moves between shards is not delivered.
   * @throws The signal's reason: the old shards then stay beside the new ones.
   */
  async reshard(shards: ReadonlyMap<string, ListWatch<T>>, signal?: AbortSignal): Promise<void> {
    this.#throwIfStopped();
    const kept = Array.from(this.#shards).filter(({ name, source }) => shards.get(name) === source);
    const removed = Array.from(this.#shards).filter((shard) => !kept.includes(shard));
    const opened = [...shards]
      .filter(([name]) => !kept.some((shard) => shard.name === name))
      .map(([name, source]) => this.#open(name, source));
    if (this.#starting) {
      for (const { informer } of opened) void informer.start();
      const needed = [...kept, ...opened].filter(({ isOptional }) => !isOptional);
      await Promise.all(needed.map(({ registration }) => registration.synced(signal)));
    }
    await Promise.all(removed.map((shard) => this.#close(shard)));
  }

  stop(options: StopOptions = {}): Promise<InformerStopReport> {
    this.#stopping ??= this.#stopAll(options);
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Promise.all(Array.from(this.#shards, ({ informer }) => informer[Symbol.asyncDispose]()));
  }

  async #start(signal: AbortSignal | undefined): Promise<void> {
    this.#processor.start();
    const shards = Array.from(this.#shards);
    const needed = shards.filter(({ isOptional }) => !isOptional);
    void this.#syncAfter(needed);
    await Promise.all(shards.map(({ informer }) => informer.start(signal)));
  }

  async #syncAfter(needed: readonly Shard<T>[]): Promise<void> {
    // A shard that is removed before it has synced is not waited for.
    await Promise.allSettled(needed.map(({ registration }) => registration.synced()));
    this.#processor.synced.open();
    this.#processor.endInitial();
  }

  async #stopAll({ deadlineMs = 30_000, signal }: StopOptions): Promise<InformerStopReport> {
    checkedDuration("deadlineMs", deadlineMs);
    this.#waits.wake();
    const ending = this.#processor.end(new InformerError("stopped", `${this.name} was stopped`));
    const limits = { limitMs: deadlineMs, ...(signal && { signal }) };
    const [isFinished, ...reports] = await Promise.all([
      settlesWithin(ending, { clock: this.#clock, ...limits }),
      ...Array.from(this.#shards, ({ informer }) => informer.stop({ deadlineMs, ...(signal && { signal }) })),
    ]);
    this.#hasStopped = true;
    const cutShort = reports.find(({ ended }) => ended !== "finished")?.ended;
    const ended = isFinished ? (cutShort ?? "finished") : signal?.aborted ? "aborted" : "deadline";
    return { ended, abandonedCalls: isFinished ? [] : this.#processor.runningCalls, unsavedChanges: 0 };
  }

  #throwIfStopped(): void {
    if (!this.isStopped) return;
    throw new InformerError("stopped", `${this.name} was stopped, and cannot be started again or changed`);
  }

  #open(name: string, source: ListWatch<T>): Shard<T> {
    const { indexes: _, resyncMs: __, freeze: ___, onSlowCall: ____, ...settings } = this.#options;
    const informer = new SharedInformer<T>({
      ...settings,
      meta: this.meta,
      source,
      name: `${this.name}/${name}`,
    } as ConstructorParameters<typeof SharedInformer<T>>[0]);
    const registration = informer.addHandler({
      onAdd: (object, isInInitialList) => this.#present(shard, object, isInInitialList),
      onUpdate: (_before, object) => this.#present(shard, object, false),
      onDelete: (deletion) => this.#absent(shard, deletion),
    });
    const isOptional = this.#options.isOptional?.(name) ?? false;
    const shard: Shard<T> = { name, source, informer, registration, isOptional };
    this.#shards.add(shard);
    return shard;
  }

  async #close(shard: Shard<T>): Promise<void> {
    if (!this.#shards.delete(shard)) return;
    await shard.informer[Symbol.asyncDispose]();
    await this.#push(() => listOf(this.#union.leave(shard)));
  }

  #present(shard: Shard<T>, object: T, isInInitialList: boolean): Promise<void> | undefined {
    return this.#push(() => one(this.#union.present(shard, object, isInInitialList && !this.hasSynced)));
  }

  #absent(shard: Shard<T>, deletion: Deletion<T>): Promise<void> | undefined {
    return this.#push(() => one(this.#union.absent(shard, deletion)));
  }

  /** Changes the cache and pushes the changes, once those before are queued. */
  #push(change: () => ChangeList<T>): Promise<void> | undefined {
    if (this.#pushing) return this.#pushing.then(() => this.#push(change));
    const list = change();
    this.#waits.wake();
    const pushing = this.#processor.push(list);
    if (!pushing) return undefined;
    this.#pushing = pushing.finally(() => (this.#pushing = undefined));
    return this.#pushing;
  }

  #refused(error: unknown, key: string): void {
    const message = `${this.name}: ${JSON.stringify(key)} was skipped: ${String(error)}`;
    this.#failed(new InformerError("bad-object", message, error), { during: "cache", key });
  }

  #failed(error: unknown, cause: FailureCause): void {
    this.#failures.report(error, cause);
  }
}

function one<T>(change: ObjectChange<T> | undefined): ChangeList<T> {
  return listOf(change ? [change] : []);
}
