import { connectionError, ConnectionError } from "../errors/connection-error.ts";
import { chunksOf } from "../transport/read-body.ts";
import { LineSplitter } from "./line-splitter.ts";
import type { FetchResponse } from "../transport/fetch.ts";
import type { Status } from "../errors/status.ts";

/** An event as it is on the wire. */
export type WireEvent<T> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T }
  | {
      readonly type: "BOOKMARK";
      readonly object: {
        readonly kind?: string;
        readonly apiVersion?: string;
        readonly metadata: {
          readonly resourceVersion: string;
          readonly annotations?: Readonly<Record<string, string>>;
        };
      };
    }
  | { readonly type: "ERROR"; readonly object: Status };

/** No object comes near it: a server that sends more without a newline sends no events. */
const longestLine = 128 * 1024 * 1024;
const types = new Set(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]);

/**
 * The events of a watch, one a line, read from the connection only as they are asked for. The iteration ends with the
 * stream and with the signal, and throws a {@link ConnectionError} when the stream breaks off, or holds something else
 * than events. Leaving it closes the connection.
 */
export function watchLines<T>(
  { body, request }: Pick<FetchResponse, "body"> & { readonly request: string },
  signal?: AbortSignal,
): AsyncIterable<WireEvent<T>> {
  return { [Symbol.asyncIterator]: () => new WatchLines<T>(body, request, signal) };
}

class WatchLines<T> implements AsyncIterator<WireEvent<T>, undefined> {
  readonly #chunks: AsyncIterator<Uint8Array, undefined>;
  readonly #splitter = new LineSplitter(longestLine);
  readonly #request: string;
  readonly #signal: AbortSignal | undefined;
  #stopWaiting: (() => void) | undefined;
  #lines: readonly string[] = [];
  #next = 0;
  #isOver = false;

  constructor(body: FetchResponse["body"], request: string, signal: AbortSignal | undefined) {
    this.#chunks = chunksOf(body);
    this.#request = request;
    this.#signal = signal;
    if (signal?.aborted) this.#close();
    else signal?.addEventListener("abort", this.#close, { once: true });
  }

  async next(): Promise<IteratorResult<WireEvent<T>, undefined>> {
    for (;;) {
      if (this.#isOver) return { done: true, value: undefined };
      while (this.#next < this.#lines.length) {
        const event = this.#parsed(this.#lines[this.#next++]!);
        if (event) return { done: false, value: event };
      }
      if (!(await this.#read())) return this.#finish();
    }
  }

  async return(): Promise<IteratorResult<WireEvent<T>, undefined>> {
    this.#close();
    return { done: true, value: undefined };
  }

  /** Reads on until there is a line; whether there is. */
  async #read(): Promise<boolean> {
    for (;;) {
      let chunk;
      try {
        chunk = await this.#chunk();
      } catch (error) {
        if (this.#isOver) return false;
        this.#close();
        throw connectionError(error, this.#request);
      }
      if (chunk === undefined || this.#isOver) return false;
      // The last event may come without its newline.
      this.#lines = chunk.done ? [this.#splitter.end()] : this.#split(chunk.value);
      this.#next = 0;
      if (chunk.done) return this.#lines[0]!.trim() !== "";
      if (this.#lines.length > 0) return true;
    }
  }

  /** The next chunk; `undefined` when the iteration is closed meanwhile. */
  #chunk(): Promise<IteratorResult<Uint8Array, undefined> | undefined> {
    return new Promise((resolve, reject) => {
      this.#stopWaiting = () => resolve(undefined);
      this.#chunks.next().then(resolve, reject);
    });
  }

  #split(chunk: Uint8Array): string[] {
    try {
      return this.#splitter.push(chunk);
    } catch (error) {
      throw this.#broken("a line is too long", error);
    }
  }

  #parsed(line: string): WireEvent<T> | undefined {
    if (line === "" || line === "\r") return undefined;
    let event: WireEvent<T>;
    try {
      event = JSON.parse(line) as WireEvent<T>;
    } catch {
      // The cause is left out: it quotes the line, which may hold a secret.
      throw this.#broken(`a line of ${line.length} characters is no JSON, or is cut off`);
    }
    if (!types.has(event?.type) || typeof event.object !== "object" || event.object === null) {
      throw this.#broken("a line is no event");
    }
    return event;
  }

  #broken(why: string, cause?: unknown): ConnectionError {
    this.#close();
    return new ConnectionError("garbled", `${this.#request}: ${why}`, cause);
  }

  #finish(): IteratorReturnResult<undefined> {
    this.#close();
    return { done: true, value: undefined };
  }

  readonly #close = (): void => {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#lines = [];
    this.#signal?.removeEventListener("abort", this.#close);
    this.#stopWaiting?.();
    // A body that is read to its end, or was aborted, may refuse; there is nothing left of it.
    Promise.resolve(this.#chunks.return?.()).catch(() => {});
  };
}
