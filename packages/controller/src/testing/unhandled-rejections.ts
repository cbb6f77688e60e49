/** What Node, Bun and Deno offer. */
interface ProcessEvents {
  on(event: "unhandledRejection", listener: (reason: unknown) => void): void;
  off(event: "unhandledRejection", listener: (reason: unknown) => void): void;
}

/** Records rejected promises that are not awaited, until it is disposed. Where the runtime has no `process`, none. */
export class UnhandledRejections implements Disposable {
  readonly reasons: unknown[] = [];
  readonly #process = (globalThis as { readonly process?: Partial<ProcessEvents> }).process;
  readonly #onRejection = (reason: unknown): void => void this.reasons.push(reason);

  constructor() {
    this.#process?.on?.("unhandledRejection", this.#onRejection);
  }

  [Symbol.dispose](): void {
    this.#process?.off?.("unhandledRejection", this.#onRejection);
  }
}
