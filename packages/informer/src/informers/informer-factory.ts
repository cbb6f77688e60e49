import { SharedInformer } from "./shared-informer.ts";
import type { InformerSettings, SharedInformerOptions } from "./informer-options.ts";

/** What the informers of a factory have in common, unless they say otherwise. */
export type InformerFactoryOptions = Pick<
  InformerSettings<never>,
  "clock" | "metrics" | "onError" | "onSlowCall" | "resyncMs" | "freeze" | "queue"
>;

/**
 * One informer for each kind of objects, however many parts of a program ask for it: client-go's `SharedInformerFactory`.
 */
export class InformerFactory implements AsyncDisposable {
  readonly #options: InformerFactoryOptions;
  readonly #informers = new Map<string, SharedInformer<unknown, string>>();
  readonly #sources = new Map<string, unknown>();
  readonly #started = new Set<string>();
  #stopping: Promise<void> | undefined;

  constructor(options: InformerFactoryOptions = {}) {
    this.#options = options;
  }

  /**
   * The informer of this name. Who asks first makes it; who asks again gets the same one, and may add indexes to it: the
   * other options are those of the first.
   * @throws Error when there is one of this name over another source, or the factory was stopped.
   */
  informer<T, Name extends string = never>(
    name: string,
    options: Omit<SharedInformerOptions<T, Name>, "name"> & Pick<SharedInformerOptions<T, Name>, "source">,
  ): SharedInformer<T, Name> {
    if (this.#stopping) throw new Error("the factory was stopped, and makes no more informers");
    const known = this.#informers.get(name);
    if (known) return this.#again(name, known, options) as unknown as SharedInformer<T, Name>;
    const all = { ...this.#options, ...options, name } as unknown as SharedInformerOptions<T, Name>;
    const informer = new SharedInformer<T, Name>(all);
    this.#informers.set(name, informer as unknown as SharedInformer<unknown, string>);
    this.#sources.set(name, options.source);
    return informer;
  }

  /** The names of its informers. */
  get names(): string[] {
    return [...this.#informers.keys()];
  }

  /** Starts those that were not started yet: to be called again when more were asked for. @throws Error when the factory was stopped. */
  start(): void {
    if (this.#stopping) throw new Error("the factory was stopped, and does not start again");
    for (const [name, informer] of this.#informers) {
      if (this.#started.has(name) || informer.isStopped) continue;
      this.#started.add(name);
      informer.start();
    }
  }

  /** The names of those that were started and have not synced. */
  get unsynced(): string[] {
    return [...this.#started].filter((name) => !this.#informers.get(name)!.hasSynced);
  }

  /** Resolves when all that were started so far have synced. @throws The signal's reason; or an error when one is stopped before. */
  async synced(signal?: AbortSignal): Promise<void> {
    await Promise.all([...this.#started].map((name) => this.#informers.get(name)!.synced(signal)));
  }

  /** Stops all, as an informer stops, for good. Again is harmless. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stopAll(): Promise<void> {
    await Promise.all(Array.from(this.#informers.values(), (informer) => informer.stop()));
  }

  #again<T, Name extends string>(
    name: string,
    known: SharedInformer<unknown, string>,
    options: Pick<SharedInformerOptions<T, Name>, "source" | "indexes">,
  ): SharedInformer<unknown, string> {
    if (this.#sources.get(name) !== options.source) {
      throw new Error(`there is an informer ${JSON.stringify(name)} over another source already`);
    }
    const { indexes } = options;
    if (!indexes) return known;
    const there = new Set<string>(known.indexNames());
    const more = Object.entries(indexes).filter(([index]) => !there.has(index));
    known.addIndexers(Object.fromEntries(more) as never);
    return known;
  }
}
