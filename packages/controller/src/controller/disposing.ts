import type { ComponentStatus, StopOptions } from "@workset/clock";
import type { RunnerComponent } from "./runner.ts";

/** A component over something that is open already: a store, a queue, a connection. Stopping it disposes of that. */
export function disposing(name: string, resource: AsyncDisposable | Disposable): RunnerComponent {
  return {
    name,
    stop: async () => {
      if (Symbol.asyncDispose in resource) await resource[Symbol.asyncDispose]();
      else resource[Symbol.dispose]();
    },
  };
}

/**
 * An informer as a component, under this name: ready once it has synced. Its start does not wait for that, as controllers
 * wait for their sources.
 */
export function informerComponent(
  name: string,
  informer: {
    start(): PromiseLike<void> | void;
    stop(options?: StopOptions): PromiseLike<unknown>;
    readonly hasSynced: boolean;
    readonly isStopped: boolean;
  },
): RunnerComponent {
  let started = false;
  return {
    name,
    async start() {
      started = true;
      await informer.start();
    },
    stop: async (options) => void (await informer.stop(options)),
    get status(): ComponentStatus {
      const { hasSynced, isStopped } = informer;
      if (isStopped) return { state: "stopped", healthy: false, ready: false };
      if (hasSynced) return { state: "running", healthy: true, ready: true };
      return { state: started ? "starting" : "new", healthy: true, ready: false, reason: "has not synced" };
    },
  };
}
