import type { FetchResponse } from "../transport/fetch.ts";
import { textOf } from "../transport/read-body.ts";
import { KubernetesError } from "./kubernetes-error.ts";
import { isStatus, type Status } from "./status.ts";

/** How much of a text is shown. Other bodies are not: they may hold anything. */
const longestShown = 200;

/** The error that a response of a status of 300 and above is. Its body may be anything. */
export async function errorOfResponse(
  response: FetchResponse,
  request: string,
  now: number,
): Promise<KubernetesError> {
  const text = await textOf(response.body).catch(() => "");
  const status = statusIn(text);
  const retryAfterMs = retryAfterOf(response, status, now);
  const isText = response.headers.get("content-type")?.startsWith("text/plain") ?? false;
  const shown = isText && !/^\s*[[{]/.test(text) ? text.trim().slice(0, longestShown) : "";
  const message = status?.message || shown || "no message";
  return new KubernetesError(response.status, `${message} (${response.status})`, {
    request,
    ...(status && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The error that a `Status` in a watch is. */
export function errorOfStatus(status: Status, request?: string): KubernetesError {
  const code = status.code ?? 500;
  const seconds = status.details?.retryAfterSeconds;
  return new KubernetesError(code, `${status.message || status.reason || "no message"} (${code})`, {
    status,
    ...(request !== undefined && { request }),
    ...(seconds !== undefined && { retryAfterMs: seconds * 1000 }),
  });
}

function statusIn(text: string): Status | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isStatus(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The header counts before the body; it holds seconds or a date. */
function retryAfterOf(
  { headers }: FetchResponse,
  status: Status | undefined,
  now: number,
): number | undefined {
  const header = headers.get("retry-after")?.trim();
  if (header) {
    const ms = /^\d+$/.test(header) ? Number(header) * 1000 : dateOf(header) - now;
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  const seconds = status?.details?.retryAfterSeconds;
  return typeof seconds === "number" && seconds > 0 ? seconds * 1000 : undefined;
}

function dateOf(text: string): number {
  // oxlint-disable-next-line no-restricted-globals -- the text is read; no time is asked for
  return Date.parse(text);
}
