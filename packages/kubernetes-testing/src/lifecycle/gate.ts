import type { ApiResponse, LineStream } from "../http/api-request.ts";

/** Lets requests and the lines of watches through, or makes them wait. */
export class Gate {
  #closed: { readonly opened: Promise<void>; readonly open: () => void } | undefined;

  /** Makes everything wait until what is returned is disposed. */
  close(): Disposable {
    if (this.#closed === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#closed = { opened: promise, open: resolve };
    }
    return { [Symbol.dispose]: () => this.open() };
  }

  open(): void {
    this.#closed?.open();
    this.#closed = undefined;
  }

  /** Settles when the gate is open. */
  async opened(): Promise<void> {
    while (this.#closed !== undefined) await this.#closed.opened;
  }

  /** The answer, whose lines wait while the gate is closed. */
  hold(response: ApiResponse): ApiResponse {
    return typeof response.body === "string" ? response : { ...response, body: this.#lines(response.body) };
  }

  #lines(lines: LineStream): LineStream {
    return {
      next: async () => {
        await this.opened();
        const text = await lines.next();
        await this.opened();
        return text;
      },
      cancel: () => lines.cancel(),
    };
  }
}
