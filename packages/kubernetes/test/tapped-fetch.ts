import type { Fetch, FetchResponse } from "@workset/kubernetes";
import { chunksOf } from "../src/transport/read-body.ts";
import { bytes } from "./scripted-fetch.ts";

/** A watch that is open: what can be done to it besides what the server does. */
interface OpenStream {
  /** Ends it in good order when `error` is undefined. */
  end(error?: Error): void;
  /** Sends bytes that the server did not send. */
  inject(chunk: Uint8Array): void;
}

/** A fetch in which answers can be replaced and watches be ended, broken and disturbed. */
export class TappedFetch {
  readonly #fetch: Fetch;
  readonly watches: Set<OpenStream> = new Set();
  #next: (() => FetchResponse | Error) | undefined;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  /** The next request that is no watch is answered by this. */
  answerNext(answer: () => FetchResponse | Error): void {
    this.#next = answer;
  }

  readonly fetch: Fetch = async (url, init) => {
    const isWatch = new URL(url).searchParams.get("watch") === "true";
    if (!isWatch && this.#next) {
      const answer = this.#next();
      this.#next = undefined;
      if (answer instanceof Error) throw answer;
      return answer;
    }
    const response = await this.#fetch(url, init);
    if (!isWatch || response.status !== 200) return response;
    return { status: response.status, headers: response.headers, body: this.#tap(response) };
  };

  #tap({ body }: FetchResponse): AsyncIterable<Uint8Array> {
    const chunks = chunksOf(body);
    const waiting: Uint8Array[] = [];
    let ended: { readonly error: Error | undefined } | undefined;
    let wake: (() => void) | undefined;
    let reading: Promise<IteratorResult<Uint8Array, undefined>> | undefined;
    const leave = (): void => {
      this.watches.delete(stream);
      // One that was aborted refuses to be left.
      chunks.return?.().catch(() => {});
      reading?.catch(() => {});
    };
    const stream: OpenStream = {
      end(error) {
        ended ??= { error };
        wake?.();
      },
      inject(chunk) {
        waiting.push(chunk);
        wake?.();
      },
    };
    this.watches.add(stream);
    const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
      for (;;) {
        const injected = waiting.shift();
        if (injected) return { done: false, value: injected };
        if (ended) {
          leave();
          if (ended.error) throw ended.error;
          return { done: true, value: undefined };
        }
        reading ??= chunks.next();
        const woken = new Promise<undefined>((resolve) => (wake = () => resolve(undefined)));
        let chunk;
        try {
          chunk = await Promise.race([reading, woken]);
        } catch (error) {
          leave();
          throw error;
        }
        if (chunk === undefined) continue;
        reading = undefined;
        if (chunk.done) leave();
        return chunk;
      }
    };
    return {
      [Symbol.asyncIterator]: () => ({
        next,
        async return() {
          leave();
          stream.end();
          return { done: true, value: undefined };
        },
      }),
    };
  }
}

/** A line of a watch that says that it cannot go on. */
export function errorLine(code: number, reason: string): Uint8Array {
  const object = { kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message: reason };
  return bytes(`${JSON.stringify({ type: "ERROR", object })}\n`);
}
