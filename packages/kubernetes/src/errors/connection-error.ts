/**
 * Why no answer came. `"refused"`: nothing listens at the address. `"timeout"`: no answer in time. `"reset"`: the
 * connection ended before the answer did. `"garbled"`: the answer makes no sense. `"unreachable"`: anything else; a name
 * was not found, a certificate was not accepted, or there are no credentials.
 */
export type ConnectionErrorCode = "refused" | "timeout" | "reset" | "garbled" | "unreachable";

/** No answer came, or it broke off. A write may have happened, unless the connection was refused. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: ConnectionErrorCode;

  constructor(code: ConnectionErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** How Node and undici call a connection that ended too early. */
const resets = new Set([
  "ECONNRESET",
  "EPIPE",
  "ECONNABORTED",
  "UND_ERR_SOCKET",
  "ERR_STREAM_PREMATURE_CLOSE",
]);
const timeouts = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT"]);

/** The error that a failed call of `fetch`, or the reading of a body, is. */
export function connectionError(error: unknown, request: string): ConnectionError {
  if (error instanceof ConnectionError) return error;
  const reasons = causesOf(error);
  const messages = reasons.map(({ message }) => message).filter((message) => message !== "");
  const why = [...new Set([messages[0] ?? String(error), messages.at(-1) ?? ""])].filter(Boolean).join(": ");
  return new ConnectionError(codeOf(reasons), `${request}: ${why}`, error);
}

function codeOf(reasons: readonly Error[]): ConnectionErrorCode {
  const codes = reasons.map((one) => ("code" in one ? String(one.code) : ""));
  if (codes.includes("ECONNREFUSED")) return "refused";
  if (codes.some((code) => resets.has(code))) return "reset";
  return codes.some((code) => timeouts.has(code)) ? "timeout" : "unreachable";
}

/** The error, its causes and the members of an `AggregateError`. */
function causesOf(error: unknown): Error[] {
  const found = new Set<Error>();
  const open = [error];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    if (!(next instanceof Error) || found.has(next)) continue;
    found.add(next);
    open.push(next.cause);
    if (next instanceof AggregateError) open.push(...(next.errors as unknown[]));
  }
  return [...found];
}
