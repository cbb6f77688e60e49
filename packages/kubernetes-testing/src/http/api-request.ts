import { badRequest } from "./status-error.ts";

/** A request as the server handles it, however it arrived. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  /** The host and port by which the client knows the server. */
  readonly host: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: () => Promise<string>;
  /** The body as it came; instead of {@link body}. */
  readonly bytes: () => Promise<Uint8Array>;
  readonly signal: AbortSignal | undefined;
}

/** The lines of a watch: taken one by one, ended by the server, or left by the client. */
export interface LineStream {
  /** The next lines, or undefined when the stream has ended cleanly. @throws when the connection breaks. */
  next(): Promise<string | undefined>;
  /** The client is gone. */
  cancel(): void;
}

/** An answer: a body at once, or the lines of a watch. */
export interface ApiResponse {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | LineStream;
}

/** What a path means to the API. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** The old form `/watch/` in the path. */
  readonly watch: boolean;
}

/** Reads `/api/v1/…` and `/apis/GROUP/VERSION/…`; undefined when the path is not one of a resource. */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  const prefix = parts.shift();
  let group = "";
  if (prefix === "apis") group = parts.shift() ?? "";
  else if (prefix !== "api") return undefined;
  const version = parts.shift();
  if (version === undefined || parts.length === 0) return undefined;
  const watch = parts[0] === "watch";
  if (watch) parts.shift();
  let namespace: string | undefined;
  // `namespaces/NAME/status` is about the Namespace itself, `namespaces/NAME/pods` about what is in it.
  if (parts[0] === "namespaces" && parts.length > 2 && !["status", "finalize"].includes(parts[2]!)) {
    namespace = parts[1]!;
    parts.splice(0, 2);
  }
  const [plural, name, ...rest] = parts;
  if (plural === undefined) return undefined;
  return {
    group,
    version,
    namespace,
    plural,
    name,
    subresource: rest.length === 0 ? undefined : rest.join("/"),
    watch,
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw badRequest(`invalid URL escape ${JSON.stringify(part)}`);
  }
}

/** A boolean of the query: all but "false" and "0" is true. */
export function queryFlag(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  return !["false", "0"].includes(value.toLowerCase());
}

/** A whole number of the query. */
export function queryInteger(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === "") return undefined;
  if (!/^[+-]?\d+$/u.test(value))
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
  return Number(value);
}
