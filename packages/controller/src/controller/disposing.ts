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
