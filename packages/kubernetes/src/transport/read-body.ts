import type { FetchResponse } from "./fetch.ts";

const nothing: AsyncIterator<Uint8Array, undefined> = {
  next: async () => ({ done: true, value: undefined }),
  return: async () => ({ done: true, value: undefined }),
};

/** The chunks of a body; `return` ends it, and with it the connection, also while a chunk is awaited. */
export function chunksOf(body: FetchResponse["body"]): AsyncIterator<Uint8Array, undefined> {
  if (body === null) return nothing;
  if (!("getReader" in body)) return body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  const reader = body.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

/** The whole body as text. @throws What the body breaks with. */
export async function textOf(body: FetchResponse["body"]): Promise<string> {
  const chunks = chunksOf(body);
  const all: Uint8Array[] = [];
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) all.push(next.value);
  return new TextDecoder().decode(joined(all));
}

/** Chunks in one piece. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const all = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
