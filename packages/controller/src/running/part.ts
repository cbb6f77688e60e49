import type { Informer } from "@workset/informer";
import type { Condition } from "./condition.ts";
import type { StopOptions, StopReport } from "./stop-report.ts";

/** A part of a program that is started and stopped with the others. A `Controller` is one. */
export interface Part {
  /** The name for reports. */
  readonly name: string;
  /** Resolves when it runs. */
  start?(): Promise<void> | void;
  /** Resolves when it has stopped; also called when it never started. */
  stop(options: StopOptions): PromiseLike<StopReport | void> | void;
  /**
   * How it is doing.
   * @defaultValue what the runner knows: healthy unless its start failed, ready when it runs
   */
  readonly condition?: Condition;
}

/** An informer as a part: ready once it has synced. Its start does not wait for that; controllers wait by themselves. */
export function informerPart(
  name: string,
  informer: Pick<Informer<unknown>, "start" | "stop" | "hasSynced" | "isStopped">,
): Part {
  let started = false;
  return {
    name,
    async start() {
      started = true;
      await informer.start();
    },
    async stop({ deadlineMs }) {
      await informer.stop(deadlineMs === undefined ? {} : { deadlineMs });
    },
    get condition(): Condition {
      const { hasSynced, isStopped } = informer;
      if (isStopped) return { state: "stopped", healthy: false, ready: false };
      if (hasSynced) return { state: "running", healthy: true, ready: true };
      return { state: started ? "starting" : "new", healthy: true, ready: false, reason: "has not synced" };
    },
  };
}

/** Something that is open already, as a part: a store, a queue, a connection. It is closed in its turn. */
export function closes(name: string, closeable: AsyncDisposable | Disposable): Part {
  return {
    name,
    stop: () =>
      Symbol.asyncDispose in closeable ? closeable[Symbol.asyncDispose]() : closeable[Symbol.dispose](),
  };
}
