import { callSafely, checkedCount, checkedFunction, EventLoopYielder, type Clock } from "@workset/clock";
import type { Release } from "@workset/store";
import type { DurableLease } from "./durable-lease.ts";

/** What a handler of `process` receives besides the item. */
export interface DurableRun {
  readonly key: string;
  readonly priority: number;
  /** Failures counted since the key was last forgotten. */
  readonly failures: number;
  /** Crashes in a row while the key was processing. */
  readonly crashes: number;
  /** Aborted with the signal of `process`. */
  readonly signal: AbortSignal;
}

/** How keys are processed. */
export interface DurableProcessOptions<T> {
  /** The number of keys that are processed at once. @defaultValue 1 */
  readonly concurrency?: number;
  /** Stops the processing: no further key is taken, and the signals of the handlers are aborted. @defaultValue none */
  readonly signal?: AbortSignal;
  /** Called with what a handler has thrown. @defaultValue the console: no error is silent */
  readonly onError?: (error: unknown, run: { readonly item: T; readonly key: string }) => void;
}

interface GetsLeases<T> {
  get(signal?: AbortSignal): Promise<DurableLease<T> | undefined>;
}

/** Processes the keys of a queue until it is shut down and empty or the signal is aborted. */
export async function processLeases<T>(
  queue: GetsLeases<T>,
  handler: (item: T, run: DurableRun) => Release | void | Promise<Release | void>,
  options: DurableProcessOptions<T>,
  clock: Clock,
): Promise<void> {
  checkedFunction("handler", handler);
  const { signal = new AbortController().signal, onError = toConsole } = options;
  checkedFunction("onError", onError);
  const concurrency = checkedCount("concurrency", options.concurrency ?? 1, { atLeast: 1 });
  const yielder = new EventLoopYielder({ clock });

  const get = async (): Promise<DurableLease<T> | undefined> => {
    if (signal.aborted) return undefined;
    try {
      return await queue.get(signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  };

  const run = async (lease: DurableLease<T>): Promise<Release> => {
    const { key, priority, failures, crashes } = lease;
    try {
      return (await handler(lease.item, { key, priority, failures, crashes, signal })) ?? { next: "done" };
    } catch (cause) {
      if (signal.aborted) return { next: "give-back" };
      const failed = {
        key,
        // Decoded when it is read: an item that cannot be decoded must not hide its error.
        get item() {
          return lease.item;
        },
      };
      callSafely(
        () => onError(cause, failed),
        () => toConsole(cause, { key }),
      );
      return { next: "retry", cause };
    }
  };

  const work = async (): Promise<void> => {
    for (let lease = await get(); lease; lease = await get()) {
      // Disposed, the lease repeats a release that the store refused, until the store takes it.
      using held = lease;
      await held.release(await run(held)).catch(() => undefined);
      if (yielder.isDue) await yielder.yield();
    }
  };

  await Promise.all(Array.from({ length: concurrency }, work));
}

function toConsole(error: unknown, { key }: { readonly key: string }): void {
  // oxlint-disable-next-line no-console -- without a listener an error must not be silent
  console.error(`workset: the handler of ${JSON.stringify(key)} failed:`, error);
}
