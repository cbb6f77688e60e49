import type { Enqueue, EnqueueOptions, EventSource, SourceHost } from "./event-source.ts";

/** A source that asks for what it is told to: the way in for web hooks, messages and other controllers. */
export class Channel<T = string> implements EventSource<T> {
  readonly name: string;
  readonly #started = Promise.withResolvers<Enqueue<T>>();
  readonly #underWay = new Set<Promise<void>>();
  #stopped = false;

  constructor(name = "channel") {
    this.name = name;
  }

  /**
   * Asks for a key. Resolves when it is in the queue, and durable where the queue is; before the controller is started,
   * it waits for that.
   * @throws Error when the channel is stopped and took nothing.
   */
  push(item: T, options?: EnqueueOptions): Promise<void> {
    const pushing = this.#push(item, options);
    const settled = pushing.then(
      () => undefined,
      () => undefined,
    );
    this.#underWay.add(settled);
    void settled.then(() => this.#underWay.delete(settled));
    return pushing;
  }

  async #push(item: T, options: EnqueueOptions | undefined): Promise<void> {
    const enqueue = await this.#started.promise;
    if (this.#stopped) throw new Error(`channel ${this.name} is stopped and took nothing`);
    await enqueue(item, options);
  }

  start(enqueue: Enqueue<T>, _host: SourceHost<T>): void {
    this.#started.resolve(enqueue);
  }

  synced(signal: AbortSignal): Promise<void> {
    return signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    // Whoever waits for the start learns that there is none.
    this.#started.resolve(() => Promise.reject(new Error(`channel ${this.name} is stopped`)));
    await Promise.all(this.#underWay);
  }
}
