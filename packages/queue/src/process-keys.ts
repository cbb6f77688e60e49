import {
  Backoff,
  callSafely,
  checkedCount,
  checkedFunction,
  EventLoopYielder,
  pause,
  systemClock,
  type Clock,
} from "@workset/clock";
import type { GetsKeys, Lease } from "./lease.ts";

/** A handler of `process`, called with the item of each key. It may return a promise. A throw is a failed run. */
export type ProcessHandler<T> = (item: T, run: ProcessRun) => unknown;

/** What a handler gets besides the item. */
export interface ProcessRun {
  readonly key: string;
  /** The priority with which the key was got. */
  readonly priority: number;
  /** Aborted with the signal of `process`. */
  readonly signal: AbortSignal;
}

/** A run that failed. */
export interface FailedRun<T> {
  readonly item: T;
  readonly key: string;
  /** The outcome of the add that requeued the key; `"dropped"`, because the queue was shut down: the key is lost. */
  readonly next: string;
}

/** How keys are processed. */
export interface ProcessOptions<T> {
  /** How many handlers run at once. @defaultValue 1 */
  readonly concurrency?: number;
  /** Stops the processing: no key is begun any more, and the signals of the handlers are aborted. @defaultValue none */
  readonly signal?: AbortSignal;
  /** Called with what a handler has thrown. @defaultValue the console: no error is silent */
  readonly onError?: (error: unknown, failed: FailedRun<T>) => void;
}

/** How a queue ends the runs of its keys. Used to implement `process`. */
export interface RunEndings<L> {
  /** The handler has ended. Ends the lease. */
  done(lease: L): unknown;
  /**
   * The handler has thrown: adds the key again. Returns the outcome of the add. The lease is ended afterwards. `report` is
   * for an error of its own, with that outcome.
   */
  requeue(lease: L, report: (error: unknown, next: string) => void): unknown;
  /** The run was cut short by the signal: makes the key ready again, and ends the lease. */
  giveBack(lease: L): unknown;
  /** Ends the lease of a key that was requeued. */
  release(lease: L): unknown;
  /**
   * Whether a worker keeps a key that failed, and waits, before it releases it: 100 ms, longer with each failure in a
   * row, up to 10 s. For queues whose requeued keys are ready at once.
   */
  readonly holdsFailed: boolean;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/**
 * Calls the handler with the keys of a queue until it is shut down and empty or the signal is aborted, and resolves when
 * no handler runs any more. Never rejects because of a handler.
 * @throws RangeError or TypeError, naming the option, when one has no meaning.
 */
export async function processKeys<T, L extends Pick<Lease<T>, "item" | "key" | "priority">>(
  queue: GetsKeys<L>,
  handler: ProcessHandler<T>,
  options: ProcessOptions<T>,
  endings: RunEndings<L>,
): Promise<void> {
  checkedFunction("handler", handler);
  const concurrency = checkedCount("concurrency", options.concurrency ?? 1, { atLeast: 1 });
  const { signal = new AbortController().signal, onError = toConsole } = options;
  const { clock = systemClock } = endings;
  if (options.onError !== undefined) checkedFunction("onError", options.onError);
  const yielder = new EventLoopYielder({ clock });

  const work = async (): Promise<void> => {
    const backoff = new Backoff({ baseMs: 100, maxMs: 10_000 });
    for (let lease = await get(); lease; lease = await get()) {
      const { item, key, priority } = lease;
      try {
        await handler(item, { key, priority, signal });
        await endings.done(lease);
        backoff.reset();
      } catch (error) {
        await failed(lease, error, backoff);
      }
      if (yielder.isDue) await yielder.yield();
    }
  };

  const get = async (): Promise<L | undefined> => {
    if (signal.aborted) return undefined;
    try {
      return await queue.get(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };

  const failed = async (lease: L, error: unknown, backoff: Backoff): Promise<void> => {
    if (signal.aborted) {
      await endings.giveBack(lease);
      return;
    }
    const { item, key } = lease;
    const report = (thrown: unknown, next: string): void => {
      callSafely(
        () => onError(thrown, { item, key, next }),
        (errorOfListener) => toConsole(errorOfListener, { key }),
      );
    };
    let next = "coalesced";
    try {
      next = String(await endings.requeue(lease, report));
    } catch (requeueError) {
      // A payload function has thrown, which is called only for a key that needs work already: it runs again anyway.
      report(requeueError, next);
    }
    report(error, next);
    if (endings.holdsFailed && next !== "dropped") await pause(clock, backoff.next(), signal);
    await endings.release(lease);
  };

  await Promise.all(Array.from({ length: concurrency }, work));
}

function toConsole(error: unknown, { key }: { readonly key: string }): void {
  // oxlint-disable-next-line no-console -- without a listener an error must not be silent
  console.error(`workset: the handler of ${JSON.stringify(key)} failed:`, error);
}
