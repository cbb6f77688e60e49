import { SourceError } from "@workset/informer";
import * as kubernetes from "@workset/kubernetes";
import { KubernetesError, kubernetesListWatch, RestClient } from "@workset/kubernetes";
import { describe, expect, test } from "vitest";
import refusals from "./fixtures/refusals.json" with { type: "json" };
import { answering } from "./scripted-fetch.ts";

/** What each refusal means: which predicates hold, and what a reflector reads from it. */
const meanings: Readonly<Record<string, readonly [predicates: string, sourceCode: string]>> = {
  "400 BadRequest": ["isBadRequest", "other"],
  "401 Unauthorized": ["isUnauthorized", "other"],
  "403 Forbidden": ["isForbidden", "other"],
  "403 Forbidden NamespaceTerminating": ["isForbidden isNamespaceTerminating", "other"],
  "404 text": ["isNotFound", "other"],
  "404 NotFound": ["isNotFound", "other"],
  "404 undefined": ["isNotFound", "other"],
  "405 MethodNotAllowed": ["isMethodNotSupported", "other"],
  "406 NotAcceptable": ["isNotAcceptable", "other"],
  "409 AlreadyExists": ["isAlreadyExists", "other"],
  "409 Conflict": ["isConflict", "other"],
  "409 Conflict FieldManagerConflict": ["isApplyConflict isConflict", "other"],
  "410 Expired": ["isExpired", "expired"],
  "413 RequestEntityTooLarge": ["", "other"],
  "415 UnsupportedMediaType": ["isUnsupportedMediaType", "other"],
  "422 Invalid": ["isInvalid", "other"],
  "500 undefined": ["isInternalError", "internal"],
  "504 Timeout ResourceVersionTooLarge": ["isTimeout isVersionTooLarge", "version-too-large"],
};
const telling = new Set(["NamespaceTerminating", "FieldManagerConflict", "ResourceVersionTooLarge"]);

type Refusal = (typeof refusals)[number];

function meaningOf({ response: { status, body } }: Refusal): readonly [string, string] {
  const reason = typeof body === "string" ? "text" : String((body as { reason?: string }).reason);
  const details = (body as { details?: { causes?: { reason?: string }[] } }).details;
  const cause = details?.causes?.find((one) => telling.has(one.reason ?? ""))?.reason;
  return meanings[[status, reason, cause].filter(Boolean).join(" ")]!;
}

/** These are about objects. */
const others = new Set(["isDeleting", "isOwnedBy"]);
const predicates = Object.entries(kubernetes).filter(
  ([name]) => /^is[A-Z]/.test(name) && !others.has(name),
) as [string, (error: unknown) => boolean][];

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("it should have been refused");
    },
    (error: unknown) => error,
  );
}

describe("what real servers refused", () => {
  test.each(refusals.map((one, index) => [index, one] as const))(
    "recorded refusal %i",
    async (_, refusal) => {
      const [expected, sourceCode] = meaningOf(refusal);
      const { status, headers, body } = refusal.response;
      const answer = { status, headers, body } as never;

      const rest = new RestClient({ cluster: answering(answer).cluster, retries: 0 });
      const error = await rejection(rest.get().resource("pods").do());
      expect(error).toBeInstanceOf(KubernetesError);
      const { code, message, retryAfterMs } = error as KubernetesError;
      const held = predicates.filter(([, holds]) => holds(error)).map(([name]) => name);
      expect(code).toBe(status);
      expect(held.toSorted().join(" ")).toBe(expected);
      expect(message).toContain("GET /api/v1/pods: ");
      const said = typeof body === "string" ? body.trim() : (body as { message?: string }).message;
      expect(message).toContain(said ?? "no message");
      expect(retryAfterMs).toBe("retry-after" in headers ? 1000 : undefined);

      const source = kubernetesListWatch({
        rest: new RestClient({ cluster: answering(answer, answer).cluster }),
        group: "",
        version: "v1",
        resource: "pods",
      });
      const { signal } = new AbortController();
      for (const asked of [
        source.list({ version: "", signal }),
        source.watch({ version: "1", bookmarks: true, signal }),
      ]) {
        const refused = await rejection(asked);
        expect(refused).toBeInstanceOf(SourceError);
        expect(refused).toMatchObject({ code: sourceCode, cause: { name: "KubernetesError", code: status } });
        // What failed can be told from the error of the source as well.
        expect(predicates.filter(([, holds]) => holds(refused)).map(([name]) => name)).toEqual(held);
      }
    },
  );
});

describe("refusals that need a server in trouble", () => {
  const refused = async (answer: Parameters<typeof answering>[0]) => {
    const rest = new RestClient({ cluster: answering(answer).cluster });
    const source = kubernetesListWatch({ rest, group: "", version: "v1", resource: "pods" });
    return (await rejection(
      source.list({ version: "0", signal: new AbortController().signal }),
    )) as SourceError;
  };

  test("429 as plain text is throttled, for as long as the header says", async () => {
    const body = "Too many requests, please try again later.";
    const error = await refused({ status: 429, headers: { "retry-after": "7" }, body });
    expect(error).toMatchObject({ code: "throttled", retryAfterMs: 7000 });
    expect(kubernetes.isTooManyRequests(error)).toBe(true);
  });

  test("429 of a storage that is initializing is throttled, for as long as the body says", async () => {
    const body = {
      kind: "Status",
      code: 429,
      reason: "TooManyRequests",
      message: "storage is (re)initializing",
      details: { retryAfterSeconds: 1 },
    };
    expect(await refused({ status: 429, body })).toMatchObject({ code: "throttled", retryAfterMs: 1000 });
  });

  test("503 keeps the wait that the server asks for", async () => {
    const error = await refused({ status: 503, headers: { "retry-after": "3" }, body: "" });
    expect(error).toMatchObject({ code: "other", retryAfterMs: 3000 });
    expect(kubernetes.isServiceUnavailable(error)).toBe(true);
  });

  test("a Retry-After that is no number and no date is left out", async () => {
    expect((await refused({ status: 503, headers: { "retry-after": "soon" } })).retryAfterMs).toBeUndefined();
  });

  test("a connection that is refused is told from one that broke", async () => {
    const of = (code: string) =>
      new TypeError("fetch failed", { cause: Object.assign(new Error(`connect ${code}`), { code }) });
    expect(await refused(of("ECONNREFUSED"))).toMatchObject({ code: "refused", cause: { code: "refused" } });
    expect(await refused(of("ECONNRESET"))).toMatchObject({ code: "other", cause: { code: "reset" } });
    expect(await refused(of("ENOTFOUND"))).toMatchObject({ code: "other", cause: { code: "unreachable" } });
  });

  test("a too large version that old servers tell by text alone is recognised", async () => {
    const body = { kind: "Status", code: 500, message: "Too large resource version: 9, current: 2" };
    expect(await refused({ status: 500, body })).toMatchObject({ code: "version-too-large" });
  });

  test("an answer that is no list is refused, whatever it is", async () => {
    for (const body of [
      { kind: "Pod" },
      { kind: "Table", rows: [] },
      "[]",
      "null",
      "{",
      "",
      '{"kind":"PodList","items":3}',
    ]) {
      expect(await refused({ body })).toMatchObject({ code: "other" });
    }
  });
});
