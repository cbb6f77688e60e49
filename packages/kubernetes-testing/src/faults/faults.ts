import type { ApiRequest, ApiResponse, LineStream } from "../http/api-request.ts";
import { failure, StatusError } from "../http/status-error.ts";
import type { Clock } from "@workset/clock";
import { resourceRequest, type ResourceRequest } from "../handlers/route.ts";

/** Which requests a fault meets. Every part that is given must fit. */
export interface FaultMatch {
  readonly verb?: ResourceRequest["verb"];
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  readonly method?: string;
  /** The path of the request. */
  readonly path?: RegExp;
}

/** What happens to a request. */
export type FaultEffect =
  /** Answers with a Status of this code: 429 and 503 with `Retry-After`, if it is given. */
  | {
      readonly effect: "fail";
      readonly code: number;
      readonly reason?: string;
      readonly message?: string;
      readonly retryAfterSeconds?: number;
    }
  /** Answers 429 as plain text, as a server with too many requests does. */
  | { readonly effect: "too-many-requests"; readonly retryAfterSeconds?: number }
  /** Lets time pass before the request is handled. */
  | { readonly effect: "delay"; readonly delayMs: number }
  /** Breaks the connection: before the request is handled, or after it, so that the client does not learn what came of it. */
  | { readonly effect: "drop"; readonly when?: "before" | "after" }
  /** Never answers. */
  | { readonly effect: "stall" }
  /** Breaks a watch after this many lines, in the middle of the next one. */
  | { readonly effect: "cut"; readonly afterLines?: number }
  /** Ends a watch cleanly after this many lines. */
  | { readonly effect: "end"; readonly afterLines?: number }
  /** A watch says nothing more after this many lines, and stays open. */
  | { readonly effect: "freeze"; readonly afterLines?: number }
  /** A watch gets the ERROR line of a version that is too old after this many lines; a list a 410. */
  | { readonly effect: "expire"; readonly afterLines?: number };

/** A fault: what happens to which requests, and how often. */
export type Fault = FaultEffect & {
  readonly match?: FaultMatch;
  /** How many requests it meets; it is over then. @defaultValue 1 */
  readonly times?: number;
};

/** An injected fault. Disposing it takes it back. */
export interface InjectedFault extends Disposable {
  /** How many requests it has met. */
  readonly met: number;
}

/** A connection that broke. */
export class ConnectionBroken extends Error {
  override readonly name = "ConnectionBroken";
  readonly code = "ECONNRESET";
}

interface Active {
  readonly fault: Fault;
  left: number;
  met: number;
}

/** The faults that are to happen, in the order in which they were injected. */
export class Faults {
  readonly #clock: Clock;
  readonly #active: Active[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  inject(fault: Fault): InjectedFault {
    const active: Active = { fault, left: fault.times ?? 1, met: 0 };
    this.#active.push(active);
    return {
      get met() {
        return active.met;
      },
      [Symbol.dispose]: () => this.#remove(active),
    };
  }

  clear(): void {
    this.#active.length = 0;
  }

  /** Handles a request as the first fault that fits it says. */
  async around(request: ApiRequest, handle: () => Promise<ApiResponse>): Promise<ApiResponse> {
    const fault = this.#take(request);
    if (fault === undefined) return handle();
    switch (fault.effect) {
      case "fail":
        throw failed(fault);
      case "too-many-requests":
        throw new StatusError(429, "Too many requests, please try again later.\n", {
          "retry-after": String(fault.retryAfterSeconds ?? 1),
        });
      case "delay":
        await this.#wait(fault.delayMs, request.signal);
        return handle();
      case "drop":
        if (fault.when === "after") await handle();
        throw new ConnectionBroken("the connection was broken by a fault");
      case "stall":
        return new Promise<never>((_resolve, reject) => {
          const gone = (): void =>
            reject(new ConnectionBroken("the client left a request that was never answered"));
          if (request.signal?.aborted === true) gone();
          request.signal?.addEventListener("abort", gone, { once: true });
        });
      case "cut":
      case "end":
      case "freeze":
      case "expire": {
        const response = await handle();
        if (typeof response.body === "string") {
          if (fault.effect === "expire")
            throw failure(410, "Expired", "The resourceVersion for the provided list is too old.");
          return response;
        }
        return { ...response, body: new FaultyLines(response.body, fault.effect, fault.afterLines ?? 0) };
      }
    }
  }

  #take(request: ApiRequest): Fault | undefined {
    const wanted = resourceRequest(request);
    const active = this.#active.find(({ fault }) => fits(fault.match ?? {}, request, wanted));
    if (active === undefined) return undefined;
    active.met++;
    if (--active.left === 0) this.#remove(active);
    return active.fault;
  }

  #remove(active: Active): void {
    const at = this.#active.indexOf(active);
    if (at !== -1) this.#active.splice(at, 1);
  }

  async #wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(delayMs, done, { keepsAlive: false });
      function done(): void {
        timer[Symbol.dispose]();
        signal?.removeEventListener("abort", done);
        resolve();
      }
      signal?.addEventListener("abort", done, { once: true });
    });
  }
}

function failed({ code, reason, message, retryAfterSeconds }: Fault & { effect: "fail" }): StatusError {
  const details = retryAfterSeconds === undefined ? undefined : { retryAfterSeconds };
  const headers = retryAfterSeconds === undefined ? undefined : { "retry-after": String(retryAfterSeconds) };
  return failure(code, reason ?? reasons[code], message ?? "a fault was injected", details, headers);
}

const reasons: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  409: "Conflict",
  410: "Expired",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

function fits(match: FaultMatch, request: ApiRequest, wanted: ResourceRequest | undefined): boolean {
  return (
    (match.method === undefined || match.method === request.method) &&
    (match.path === undefined || match.path.test(request.path)) &&
    (match.verb === undefined || match.verb === wanted?.verb) &&
    (match.resource === undefined || match.resource === wanted?.plural) &&
    (match.namespace === undefined || match.namespace === wanted?.namespace) &&
    (match.name === undefined || match.name === wanted?.name) &&
    (match.subresource === undefined || match.subresource === wanted?.subresource)
  );
}

/** The lines of a watch, until the fault happens. */
class FaultyLines implements LineStream {
  readonly #lines: LineStream;
  readonly #effect: "cut" | "end" | "freeze" | "expire";
  #left: number;
  #over = false;
  #leave: (() => void) | undefined;

  constructor(lines: LineStream, effect: "cut" | "end" | "freeze" | "expire", afterLines: number) {
    this.#lines = lines;
    this.#effect = effect;
    this.#left = afterLines;
  }

  async next(): Promise<string | undefined> {
    if (this.#over) {
      if (this.#effect === "cut") throw new ConnectionBroken("the connection was broken by a fault");
      return undefined;
    }
    if (this.#left === 0 && this.#effect !== "cut") return this.#happen();
    const text = await this.#lines.next();
    if (text === undefined) return undefined;
    const lines = text.split("\n").slice(0, -1);
    if (lines.length <= this.#left) {
      this.#left -= lines.length;
      return text;
    }
    const whole = lines.slice(0, this.#left);
    const rest = lines[this.#left]!;
    this.#left = 0;
    const before = whole.map((line) => `${line}\n`).join("");
    if (this.#effect !== "cut") return before === "" ? this.#happen() : before;
    this.#over = true;
    this.#lines.cancel();
    return before + rest.slice(0, Math.ceil(rest.length / 2));
  }

  cancel(): void {
    this.#over = true;
    this.#leave?.();
    this.#lines.cancel();
  }

  async #happen(): Promise<string | undefined> {
    this.#over = true;
    if (this.#effect === "freeze") {
      await new Promise<void>((resolve) => {
        this.#leave = resolve;
      });
      return undefined;
    }
    this.#lines.cancel();
    if (this.#effect === "end") return undefined;
    const status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "too old resource version",
      reason: "Expired",
      code: 410,
    };
    return `${JSON.stringify({ type: "ERROR", object: status })}\n`;
  }
}
