import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** The bytes of an answer, read from the connection as they are asked for. */
export class MessageBody implements AsyncIterable<Uint8Array> {
  readonly #stream: Readable;
  #error: Error | undefined;
  #isOver = false;
  #wake: (() => void) | undefined;

  constructor(message: IncomingMessage) {
    const stream = (this.#stream = unzipped(message));
    const wake = (): void => this.#wake?.();
    const over = (): void => {
      this.#isOver = true;
      wake();
    };
    stream.on("readable", wake);
    stream.on("end", over);
    stream.on("error", (error: Error) => {
      this.#error ??= error;
      over();
    });
    stream.on("close", () => {
      if (!this.#isOver) this.#error ??= ended();
      over();
    });
  }

  // No generator: leaving one has to wait for the chunk that is waited for.
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return {
      next: async () => {
        for (;;) {
          const chunk = this.#stream.read() as Uint8Array | null;
          if (chunk !== null) return { done: false, value: chunk };
          if (this.#error) throw this.#error;
          if (this.#isOver) return { done: true, value: undefined };
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
      },
      return: async () => {
        this.#isOver = true;
        this.#stream.destroy();
        this.#wake?.();
        return { done: true, value: undefined };
      },
    };
  }
}

function unzipped(message: IncomingMessage): Readable {
  if (message.headers["content-encoding"] !== "gzip") return message;
  // The error of either shows at the end of the other.
  return pipeline(message, createGunzip(), () => {});
}

function ended(): Error {
  return Object.assign(new Error("the connection was closed in the middle of the answer"), {
    code: "ECONNRESET",
  });
}
