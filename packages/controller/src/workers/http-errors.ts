import { retry, type Outcome } from "../work/outcome.ts";
import { classifyBy, type Classify } from "./classify.ts";

/** What an HTTP status means for a retry. */
export type HttpClass =
  | "invalid"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "conflict"
  | "gone"
  | "throttled"
  | "unavailable";

const classOfStatus = new Map<unknown, HttpClass>([
  [400, "invalid"],
  [422, "invalid"],
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not-found"],
  [409, "conflict"],
  [410, "gone"],
  [429, "throttled"],
  [408, "unavailable"],
]);

/** The class of an error that carries an HTTP status as `status`, `statusCode` or `code`. */
export function httpClassOf(error: unknown): HttpClass | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { status, statusCode, code } = error as { readonly [property: string]: unknown };
  const known = [status, statusCode, code].find((each) => typeof each === "number");
  if (known === undefined) return undefined;
  return classOfStatus.get(known) ?? (known >= 500 && known < 600 ? "unavailable" : undefined);
}

/**
 * How long the server asked the client to wait, in milliseconds: the header `Retry-After` in seconds, of an error that
 * carries its `headers` as a `Headers` or as an object with names in lower case.
 */
export function retryAfterMs(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("headers" in error)) return undefined;
  const headers = error.headers as { get?: unknown; readonly "retry-after"?: unknown } | null | undefined;
  const value: unknown =
    typeof headers?.get === "function" ? headers.get("retry-after") : headers?.["retry-after"];
  const isText = typeof value === "string" || typeof value === "number";
  return isText && /^\s*\d+\s*$/.test(`${value}`) ? Number(value) * 1000 : undefined;
}

/**
 * Classifies errors of an HTTP API by their status. Not found is done: the object of the key was deleted. Invalid is given
 * up. All others are retried with the limiter's delay; where a throttled or unavailable server sent `Retry-After`, after
 * that time.
 */
export const httpErrors: Classify = classifyBy(httpClassOf, {
  invalid: "give-up",
  unauthorized: "retry",
  forbidden: "retry",
  "not-found": "done",
  conflict: "retry",
  gone: "retry",
  throttled: retryAfter,
  unavailable: retryAfter,
});

function retryAfter(error: unknown): Outcome {
  return retry(error, retryAfterMs(error));
}
