import { ControllerError } from "../work/controller-error.ts";
import type { Enqueue, EnqueueOptions, EventSource, SourceHost } from "./event-source.ts";

/** A source that enqueues what is pushed: for web hooks, messages and other controllers. */
export class Channel<T = string> implements EventSource<T> {
  readonly name: string;
  readonly #enqueue = Promise.withResolvers<Enqueue<T>>();
  readonly #pushing = new Set<Promise<void>>();
  #stopped = false;

  constructor(name = "channel") {
    this.name = name;
  }

  /**
   * Enqueues a key. Resolves when it is in the queue, and durable where the queue is; before the controller is started,
   * it waits for that.
   * @throws ControllerError `stopped` when the channel is stopped and took nothing; what the queue throws.
   */
  push(item: T, options?: EnqueueOptions): Promise<void> {
    const pushing = this.#push(item, options);
    const settled = pushing.then(
      () => undefined,
      () => undefined,
    );
    this.#pushing.add(settled);
    void settled.then(() => this.#pushing.delete(settled));
    return pushing;
  }

  async #push(item: T, options: EnqueueOptions | undefined): Promise<void> {
    const enqueue = await this.#enqueue.promise;
    if (this.#stopped) throw this.#stoppedError();
    await enqueue(item, options);
  }

  async start({ enqueue }: SourceHost<T>, signal: AbortSignal): Promise<void> {
    this.#enqueue.resolve(enqueue);
    signal.throwIfAborted();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    // A push that waits for the start is refused.
    this.#enqueue.resolve(() => Promise.reject(this.#stoppedError()));
    await Promise.all(this.#pushing);
  }

  #stoppedError(): ControllerError {
    return new ControllerError("stopped", `channel ${this.name} was stopped and took nothing`);
  }
}
