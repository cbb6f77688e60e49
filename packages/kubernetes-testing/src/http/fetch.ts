import { failure } from "./status-error.ts";
import type { ApiRequest, ApiResponse, LineStream } from "./api-request.ts";

/** A function with the shape of `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The largest body that a request may have, in bytes. */
export const largestBody: number = 3 * 1024 * 1024;

/** The error of a body that is larger. */
export function bodyTooLarge(): Error {
  return failure(413, "RequestEntityTooLarge", `Request entity too large: limit is ${largestBody}`);
}

function limited(bytes: Uint8Array): Uint8Array {
  if (bytes.length > largestBody) throw bodyTooLarge();
  return bytes;
}

/** Answers a request that was read. */
export type Answer = (request: ApiRequest) => Promise<ApiResponse>;

/** A `fetch` that calls the server in the process, without a socket. */
export function fetchOf(answer: Answer): Fetch {
  return async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(input, "http://localhost"), init);
    const { signal } = request;
    signal.throwIfAborted();
    const url = new URL(request.url);
    const response = await abortable(
      answer({
        method: request.method,
        path: url.pathname,
        host: url.host,
        query: url.searchParams,
        headers: request.headers,
        body: async () => new TextDecoder().decode(limited(await request.bytes())),
        bytes: async () => limited(await request.bytes()),
        signal,
      }),
      signal,
    );
    return toResponse(response, signal);
  };
}

async function abortable(answer: Promise<ApiResponse>, signal: AbortSignal): Promise<ApiResponse> {
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([answer, aborted]);
  } catch (error) {
    // A watch that is answered after its client left is ended here.
    void answer
      .then(({ body }) => (typeof body === "string" ? undefined : body.cancel()))
      .catch(() => undefined);
    throw error;
  } finally {
    if (abort !== undefined) signal.removeEventListener("abort", abort);
  }
}

function toResponse({ code, headers, body }: ApiResponse, signal: AbortSignal): Response {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === "string" ? [value] : value) sent.append(name, one);
  }
  return new Response(typeof body === "string" ? body : streamOf(body, signal), {
    status: code,
    headers: sent,
  });
}

function streamOf(lines: LineStream, signal: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let abort: (() => void) | undefined;
  const leave = (): void => {
    if (abort !== undefined) signal.removeEventListener("abort", abort);
    lines.cancel();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        abort = () => {
          lines.cancel();
          controller.error(signal.reason);
        };
        signal.addEventListener("abort", abort, { once: true });
      },
      async pull(controller) {
        const text = await lines.next();
        if (signal.aborted) return;
        if (text !== undefined) return controller.enqueue(encoder.encode(text));
        leave();
        controller.close();
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
}
