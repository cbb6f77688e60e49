import { Waiters } from "@workset/clock";
import type { ObjectReader } from "../cache/object-store.ts";

/** The callers that wait for a state of a cache. */
export class CacheWaits<T> {
  readonly #cache: Pick<ObjectReader<T>, "getByKey">;
  readonly #throwIfStopped: () => void;
  readonly #waiters = new Waiters();

  constructor(cache: Pick<ObjectReader<T>, "getByKey">, throwIfStopped: () => void) {
    this.#cache = cache;
    this.#throwIfStopped = throwIfStopped;
  }

  /** The cache has changed, or its informer was stopped: every condition is looked at again. */
  wake(): void {
    this.#waiters.wake();
  }

  /** Resolves when the condition holds. @throws The signal's reason; what the condition throws; InformerError when it is stopped. */
  async for(condition: () => boolean, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    while (!condition()) {
      this.#throwIfStopped();
      await this.#waiters.wait(signal);
    }
  }

  /** The cached object of this key, as soon as the condition holds for it. @throws As {@link for} does. */
  async until(
    key: string,
    condition: (object: T | undefined) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    await this.for(() => condition(this.#cache.getByKey(key)), signal);
    return this.#cache.getByKey(key);
  }
}
