import { systemClock } from "@workset/clock";
import { inOrder, repetitions, type Call, type Calls } from "../handlers/change-list.ts";
import type { Deletion } from "../objects/object-change.ts";
import type { EventHandler, HandlerRegistration } from "../handlers/event-handler.ts";
import { Indexer } from "../cache/indexer.ts";
import type { HandlerOptions } from "../handlers/handler-options.ts";
import type { Informer } from "./informer.ts";
import type { InformerFailure } from "./informer-failure.ts";
import type { ListWatch } from "../sources/list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { ObjectReader } from "../cache/object-store.ts";
import { Processor } from "../handlers/processor.ts";
import { SharedInformer } from "./shared-informer.ts";
import { metaOf, type InformerSettings, type MetaOption } from "./informer-options.ts";
import { ShardUnion } from "./shard-union.ts";
import { notify } from "../internal/notify.ts";

/** How a {@link ShardedInformer} is made. */
export type ShardedInformerOptions<T, Name extends string = never> = Omit<
  InformerSettings<T, Name>,
  "persistence"
> &
  MetaOption<T> & {
    /** The sources whose objects together are those of the informer, by the name of the shard. */
    readonly shards: ReadonlyMap<string, ListWatch<T>>;
  };

/** One of the informers. */
interface Shard<T> {
  readonly name: string;
  readonly source: ListWatch<T>;
  readonly informer: SharedInformer<T>;
  readonly registration: HandlerRegistration;
}

/**
 * Several sources behind one informer: objects split by namespace, by selector, or by hash of their keys (`shardSource`).
 * Shards come and go while it runs.
 *
 * An object that several shards have is told once. It is that of the shard that told it first, until that one tells that
 * it is gone, or is gone itself; then it passes to another that has it, as an update if the states are not the same, and
 * is deleted when there is none. A state that it passes to may be an older one where the next shard is behind.
 */
export class ShardedInformer<T, Name extends string = never> implements Informer<T, Name> {
  /** Each shard has a version of its own; there is none of them all. */
  readonly lastVersion = "";
  readonly #options: ShardedInformerOptions<T, Name>;
  readonly #meta: ObjectMeta<T>;
  readonly #cache: Indexer<T, Name>;
  readonly #processor: Processor<T>;
  readonly #union: ShardUnion<T, Shard<T>>;
  readonly #shards = new Set<Shard<T>>();
  #telling: Promise<void> | undefined;
  #isStarted = false;
  #stopping: Promise<void> | undefined;

  /** @throws RangeError when an option is out of its range. */
  constructor(options: ShardedInformerOptions<T, Name>) {
    const { indexes, freeze = false } = options;
    this.#options = options;
    const meta = (this.#meta = metaOf<T>(options));
    const cache = (this.#cache = new Indexer<T, Name>(meta, { ...(indexes && { indexes }), freeze }));
    this.#union = new ShardUnion(cache, meta, (error) => this.#failed(error, { during: "cache" }));
    this.#processor = new Processor<T>({
      clock: options.clock ?? systemClock,
      keyOf: (object) => meta.keyOf(object),
      resyncMs: options.resyncMs ?? 0,
      notifyShortLived: false,
      objects: () => cache.list(),
      resync: () => void this.#say(() => repetitions(cache.list())),
      failed: (error, handler) => this.#failed(error, { during: "handler", handler }),
      onSlowCall: options.onSlowCall,
    });
    for (const [name, source] of options.shards) this.#open(name, source);
  }

  get cache(): ObjectReader<T, Name> {
    return this.#cache;
  }

  /** The names of the shards; one whose source is being replaced is there twice. */
  get shards(): string[] {
    return Array.from(this.#shards, ({ name }) => name);
  }

  /** Whether every shard there was at the start has told its first list. */
  get hasSynced(): boolean {
    return this.#processor.synced.isOpen;
  }

  get isStopped(): boolean {
    return this.#stopping !== undefined;
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
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#processor.start();
    for (const { informer } of this.#shards) informer.start();
    const first = Array.from(this.#shards, ({ registration }) => registration.synced());
    // A shard that is gone before it has synced is no part of what there is to wait for.
    void Promise.allSettled(first).then(() => this.#openGate());
  }

  /** Adds a shard, which starts with the informer. @throws Error when there is a shard of this name, or the informer was stopped. */
  addShard(name: string, source: ListWatch<T>): void {
    this.#refuseIfStopped();
    if (this.shards.includes(name)) throw new Error(`there is a shard ${JSON.stringify(name)} already`);
    this.#open(name, source);
  }

  /**
   * Removes a shard. What it alone had is deleted, the final state unknown; what others have passes to them. Resolves when
   * its source is left alone and all that is in every line. A name that is unknown is harmless.
   */
  async removeShard(name: string): Promise<void> {
    const named = Array.from(this.#shards).filter((shard) => shard.name === name);
    await Promise.all(named.map((shard) => this.#close(shard)));
  }

  /**
   * Makes these all the shards. Those that are new, or have another source than before, start first; when they have told
   * their first list, those that are not wanted any more go: what has moved from one to another is not heard of.
   * @throws The signal's reason: the old shards then stay beside the new ones.
   */
  async reshard(shards: ReadonlyMap<string, ListWatch<T>>, signal?: AbortSignal): Promise<void> {
    this.#refuseIfStopped();
    const kept = Array.from(this.#shards).filter(({ name, source }) => shards.get(name) === source);
    const gone = Array.from(this.#shards).filter((shard) => !kept.includes(shard));
    const opened = [...shards]
      .filter(([name]) => !kept.some((shard) => shard.name === name))
      .map(([name, source]) => this.#open(name, source));
    if (this.#isStarted) {
      await Promise.all([...kept, ...opened].map(({ registration }) => registration.synced(signal)));
    }
    await Promise.all(gone.map((shard) => this.#close(shard)));
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stopAll(): Promise<void> {
    const ended = this.#processor.end(new Error(`${this.#options.name ?? "informer"} was stopped`));
    await Promise.all([ended, ...Array.from(this.#shards, ({ informer }) => informer.stop())]);
  }

  #refuseIfStopped(): void {
    if (this.isStopped) throw new Error("the informer was stopped, and does not start again");
  }

  #openGate(): void {
    this.#processor.synced.open();
    this.#processor.endInitial();
  }

  #open(name: string, source: ListWatch<T>): Shard<T> {
    const { indexes: _, resyncMs: __, freeze: ___, onSlowCall: ____, ...settings } = this.#options;
    const informer = new SharedInformer<T>({
      ...settings,
      meta: this.#meta,
      source,
      name: `${this.#options.name ?? "informer"}/${name}`,
    } as ConstructorParameters<typeof SharedInformer<T>>[0]);
    const registration = informer.addHandler({
      onAdd: (object, isInInitialList) => this.#present(shard, object, isInInitialList),
      onUpdate: (_before, object) => this.#present(shard, object, false),
      onDelete: (deletion) => this.#absent(shard, deletion),
    });
    const shard: Shard<T> = { name, source, informer, registration };
    this.#shards.add(shard);
    if (this.#isStarted) informer.start();
    return shard;
  }

  async #close(shard: Shard<T>): Promise<void> {
    if (!this.#shards.delete(shard)) return;
    await shard.informer.stop();
    await this.#say(() => inOrder(this.#union.leave(shard)));
  }

  #present(shard: Shard<T>, object: T, isInInitialList: boolean): Promise<void> | undefined {
    return this.#say(() => one(this.#union.present(shard, object, isInInitialList && !this.hasSynced)));
  }

  #absent(shard: Shard<T>, deletion: Deletion<T>): Promise<void> | undefined {
    return this.#say(() => one(this.#union.absent(shard, deletion)));
  }

  /** Changes the cache and tells of it, when what was told before is in every line. */
  #say(change: () => Calls<T>): Promise<void> | undefined {
    if (this.#telling) return this.#telling.then(() => this.#say(change));
    const telling = this.#processor.tell(change());
    if (!telling) return undefined;
    this.#telling = telling.finally(() => (this.#telling = undefined));
    return this.#telling;
  }

  #failed(error: unknown, failure: InformerFailure): void {
    notify(this.#options.onError, error, failure);
  }
}

function one<T>(call: Call<T> | undefined): Calls<T> {
  return inOrder(call ? [call] : []);
}
