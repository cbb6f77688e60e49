import type { ListWatch, WatchEvent, WatchOptions } from "@workset/informer";
import { kubernetesListWatch, RestClient, type KubernetesListWatchOptions } from "@workset/kubernetes";
import { ManualClock } from "@workset/clock";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import streams from "./fixtures/streams.json" with { type: "json" };
import { answering, bytes, ScriptedServer, streamOf } from "./scripted-fetch.ts";

const { signal } = new AbortController();

type Thing = { kind?: string; apiVersion?: string; metadata: { name: string; resourceVersion: string } };

function source(server: ScriptedServer, more: Partial<KubernetesListWatchOptions> = {}): ListWatch<Thing> {
  const rest = new RestClient({ cluster: server.cluster });
  return kubernetesListWatch<Thing>({ rest, group: "", version: "v1", resource: "configmaps", ...more });
}

function watchOf(chunks: Iterable<Uint8Array>, onCancel?: () => void): ScriptedServer {
  return answering({ body: streamOf(chunks, onCancel) });
}

async function eventsOf(
  server: ScriptedServer,
  options: Partial<WatchOptions> = {},
): Promise<WatchEvent<Thing>[]> {
  const watch = await source(server).watch({ version: "1", bookmarks: true, signal, ...options });
  const events: WatchEvent<Thing>[] = [];
  for await (const event of watch) events.push(event);
  return events;
}

const line = (type: string, object: unknown): string => `${JSON.stringify({ type, object })}\n`;
const thing = (name: string, resourceVersion = "5"): Thing => ({ metadata: { name, resourceVersion } });
const page = { kind: "ConfigMapList", apiVersion: "v1", metadata: { resourceVersion: "9" }, items: [] };

describe("a list", () => {
  const asked = async (options: Partial<Parameters<ListWatch<Thing>["list"]>[0]>, more = {}) => {
    const server = answering({ body: page });
    await source(server, more).list({ version: "", signal, ...options });
    return server.asked[0];
  };

  test("asks for a version only where one is wanted, and says what it means where that is ambiguous", async () => {
    const path = "GET /api/v1/configmaps";
    expect(await asked({ version: "" })).toBe(path);
    expect(await asked({ version: "0", limit: 500 })).toBe(`${path}?limit=500&resourceVersion=0`);
    expect(await asked({ version: "7" })).toBe(`${path}?resourceVersion=7`);
    expect(await asked({ version: "7", limit: 5 })).toBe(
      `${path}?limit=5&resourceVersion=7&resourceVersionMatch=NotOlderThan`,
    );
  });

  test("of a further page sends the token alone", async () => {
    expect(await asked({ version: "7", limit: 5, continueToken: "a/b=" })).toBe(
      "GET /api/v1/configmaps?limit=5&continue=a/b=",
    );
  });

  test("passes on namespace, selectors and shard", async () => {
    const more = {
      group: "apps",
      resource: "deployments",
      namespace: "shop",
      labelSelector: "app in (a,b)",
      fieldSelector: "metadata.name=x",
      shardSelector: "0/2",
    };
    expect(await asked({}, more)).toBe(
      "GET /apis/apps/v1/namespaces/shop/deployments?labelSelector=app in (a,b)&fieldSelector=metadata.name=x&shardSelector=0/2",
    );
  });

  test("fills in kind and version where items come without, and leaves them where they have them", async () => {
    const items = [thing("a"), { kind: "Other", apiVersion: "x/v2", ...thing("b") }];
    const server = answering({ body: { ...page, items } });
    expect((await source(server).list({ version: "", signal })).items).toEqual([
      { kind: "ConfigMap", apiVersion: "v1", ...thing("a") },
      { kind: "Other", apiVersion: "x/v2", ...thing("b") },
    ]);
  });

  test("goes on where the server says so, and not where the token is empty", async () => {
    const server = answering(
      { body: { ...page, metadata: { resourceVersion: "9", continue: "next" } } },
      { body: { ...page, items: null, metadata: { resourceVersion: "9", continue: "" } } },
    );
    expect(await source(server).list({ version: "", signal })).toMatchObject({ continueToken: "next" });
    expect(await source(server).list({ version: "", signal })).toEqual({ items: [], version: "9" });
  });

  test("of metadata alone asks for it, and fills in its kind", async () => {
    const body = {
      ...page,
      kind: "PartialObjectMetadataList",
      apiVersion: "meta.k8s.io/v1",
      items: [thing("a")],
    };
    const server = answering({ body });
    const { items } = await source(server, { metadataOnly: true }).list({ version: "", signal });
    expect(items[0]).toMatchObject({ kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" });
    expect(server.requests[0]!.init.headers["accept"]).toMatch(
      /as=PartialObjectMetadataList.*application\/json$/,
    );
  });

  test("is sent once, whatever the server answers", async () => {
    const server = answering({ status: 429, headers: { "retry-after": "1" } });
    await expect(source(server).list({ version: "", signal })).rejects.toMatchObject({ code: "throttled" });
    expect(server.requests).toHaveLength(1);
  });

  test("fails when no byte comes for too long, and not while bytes come", async () => {
    const clock = new ManualClock();
    const feed = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
    const body = new ReadableStream<Uint8Array>({ start: (controller) => feed.resolve(controller) });
    const server = new ScriptedServer((request) => {
      request.init.signal!.addEventListener("abort", () => {
        void feed.promise.then((controller) => controller.error(request.init.signal!.reason));
      });
      return { body };
    });
    const rest = new RestClient({ cluster: server.cluster, clock });
    const listWatch = kubernetesListWatch({
      rest,
      group: "",
      version: "v1",
      resource: "pods",
      listSilenceMs: 1000,
    });
    const failed = listWatch.list({ version: "", signal }).catch((error: unknown) => error);
    const controller = await feed.promise;
    await turns();
    clock.advance(900);
    controller.enqueue(bytes("{"));
    await turns();
    clock.advance(900);
    await turns();
    clock.advance(100);
    expect(await failed).toMatchObject({
      code: "other",
      cause: { name: "ConnectionError", code: "timeout" },
    });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a watch", () => {
  test("asks for bookmarks, an end, and initial events with all that they need", async () => {
    const server = new ScriptedServer(() => ({ body: "" }));
    const listWatch = source(server);
    await listWatch.watch({ version: "7", bookmarks: true, timeoutMs: 1500, signal });
    await listWatch.watch({ version: "", bookmarks: false, initialEvents: true, signal });
    expect(server.asked).toEqual([
      "GET /api/v1/configmaps?resourceVersion=7&allowWatchBookmarks=true&timeoutSeconds=2&watch=true",
      "GET /api/v1/configmaps?allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&watch=true",
    ]);
  });

  test.each(streams.map((one) => [`${one.server} ${one.id} ${one.step}`, one] as const))(
    "tells what was recorded, however it is cut: %s",
    async (_, { lines, query }) => {
      const asksInitial = "sendInitialEvents" in query;
      let isInitial = asksInitial;
      const expected = lines.map(({ type, object }) => {
        const { metadata } = object as { metadata: { resourceVersion: string; annotations?: object } };
        if (type === "ERROR") return { type: "error", error: expect.objectContaining({ code: "expired" }) };
        if (type !== "BOOKMARK") return { type: type.toLowerCase(), object };
        const isEnd = isInitial && metadata.annotations !== undefined;
        if (isEnd) isInitial = false;
        return {
          type: "bookmark",
          version: metadata.resourceVersion,
          ...(isEnd && { initialEventsEnd: true }),
        };
      });
      const all = bytes(lines.map((one) => `${JSON.stringify(one)}\n`).join(""));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(all.length), { maxLength: 12 }), async (places) => {
          const sorted = places.toSorted((a, b) => a - b);
          const chunks = [0, ...sorted].map((from, index) => all.subarray(from, sorted[index] ?? all.length));
          expect(await eventsOf(watchOf(chunks), { initialEvents: asksInitial })).toEqual(expected);
        }),
        { numRuns: 15 },
      );
    },
  );

  test("takes an end of initial events that it did not ask for as a bookmark", async () => {
    const end = { metadata: { resourceVersion: "6", annotations: { "k8s.io/initial-events-end": "true" } } };
    const told = [bytes(line("ADDED", thing("a")) + line("BOOKMARK", end))];
    expect((await eventsOf(watchOf(told)))[1]).toEqual({ type: "bookmark", version: "6" });
    expect(await eventsOf(watchOf(told), { bookmarks: false })).toHaveLength(1);
    expect((await eventsOf(watchOf(told), { initialEvents: true }))[1]).toMatchObject({
      initialEventsEnd: true,
    });
  });

  test("passes over empty lines and carriage returns", async () => {
    const text = `\n\r\n${line("ADDED", thing("a")).replace("\n", "\r\n")}\n`;
    expect(await eventsOf(watchOf([bytes(text)]))).toEqual([{ type: "added", object: thing("a") }]);
  });

  test("tells of an object of 3 MB", async () => {
    const big = { ...thing("a"), data: { text: "é".repeat(1.5e6) } };
    const all = bytes(line("ADDED", big));
    const chunks = Array.from({ length: Math.ceil(all.length / 65_537) }, (_, index) =>
      all.subarray(index * 65_537, (index + 1) * 65_537),
    );
    expect(await eventsOf(watchOf(chunks))).toEqual([{ type: "added", object: big }]);
  });

  test.each([
    ["garbage", "<html>secret</html>\n"],
    ["half a line", line("ADDED", { ...thing("a"), data: "secret" }).slice(0, -4)],
    ["a line that is no event", '{"kind":"Pod","data":"secret"}\n'],
    ["an event of no known type", line("SECRET", thing("secret"))],
    ["an event without an object", '{"type":"ADDED","secret":1}\n'],
    ["null", "null\n"],
  ])("breaks off at %s, after what came before, and quotes none of it", async (_, text) => {
    let isCancelled = false;
    const chunks = [bytes(line("ADDED", thing("ok")) + text), bytes(line("ADDED", thing("never")))];
    if (text.endsWith("\n")) chunks.push(bytes("\n"));
    else chunks.pop();
    const server = watchOf(chunks, () => (isCancelled = true));
    const watch = await source(server).watch({ version: "1", bookmarks: true, signal });
    const told: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const event of watch) told.push(event);
    };
    const error = (await read().catch((thrown: unknown) => thrown)) as Error;
    expect(error).toMatchObject({ name: "SourceError", code: "other", cause: { name: "ConnectionError" } });
    expect(told).toEqual([{ type: "added", object: thing("ok") }]);
    for (let one: unknown = error; one instanceof Error; one = one.cause) {
      expect(`${one.message} ${one.stack}`).not.toMatch(/secret/i);
    }
    if (text.endsWith("\n")) expect(isCancelled).toBe(true);
  });

  test("takes a last event without its newline for whole", async () => {
    expect(await eventsOf(watchOf([bytes(line("ADDED", thing("a")).trimEnd())]))).toHaveLength(1);
  });

  test.each([
    [{ kind: "Status", code: 410, reason: "Expired", message: "too old" }, "expired", undefined],
    [{ kind: "Status", code: 410, reason: "Gone" }, "expired", undefined],
    [{ kind: "Status", code: 500, reason: "InternalError" }, "internal", undefined],
    [{ kind: "Status", code: 429, details: { retryAfterSeconds: 2 } }, "throttled", 2000],
    [{ kind: "Status", code: 403, reason: "Forbidden" }, "other", undefined],
    [{ kind: "Strange" }, "other", undefined],
  ])("ends with the error that the server sends: %o", async (object, code, retryAfterMs) => {
    let isCancelled = false;
    const chunks = [bytes(line("ERROR", object)), bytes(line("ADDED", thing("never"))), bytes("\n")];
    const events = await eventsOf(watchOf(chunks, () => (isCancelled = true)));
    expect(events).toEqual([{ type: "error", error: expect.objectContaining({ code, retryAfterMs }) }]);
    expect(isCancelled).toBe(true);
  });

  test("reads from the connection no further than it is asked to", async () => {
    let sent = 0;
    const endless = (function* () {
      for (;;) yield bytes(line("ADDED", thing(`t${sent++}`)).repeat(10));
    })();
    const watch = await source(watchOf(endless)).watch({ version: "1", bookmarks: true, signal });
    const iterator = watch[Symbol.asyncIterator]();
    for (let read = 0; read < 25; read++) await iterator.next();
    await turns();
    expect(sent).toBeLessThanOrEqual(4);
    await iterator.return?.();
  });
});

describe("initial events", () => {
  const refusal = {
    status: 422,
    body: { kind: "Status", code: 422, reason: "Invalid", message: "forbidden for watch" },
  };
  const options = { version: "", bookmarks: true, initialEvents: true, signal };

  test("are not asked for again of a server that refuses them", async () => {
    const listWatch = source(answering(refusal));
    expect(listWatch.sendsInitialEvents).toBe(true);
    await expect(listWatch.watch(options)).rejects.toMatchObject({ code: "unsupported" });
    expect(listWatch.sendsInitialEvents).toBe(false);
  });

  test("are asked for again of a server that was busy, or refused for another reason", async () => {
    const listWatch = source(answering({ status: 429 }, { status: 403 }, { status: 500 }, new Error("gone")));
    for (let request = 0; request < 4; request++) {
      await expect(listWatch.watch(options)).rejects.toMatchObject({ name: "SourceError" });
    }
    expect(listWatch.sendsInitialEvents).toBe(true);
  });

  test("are not asked for again of a server that ignored the wish", async () => {
    const server = answering({ body: line("ADDED", thing("a")) });
    const listWatch = source(server);
    for await (const _ of await listWatch.watch(options));
    expect(listWatch.sendsInitialEvents).toBe(false);
  });

  test("are asked for again when the reader stopped before their end", async () => {
    const listWatch = source(watchOf([bytes(line("ADDED", thing("a"))), bytes("\n")]));
    for await (const _ of await listWatch.watch(options)) break;
    expect(listWatch.sendsInitialEvents).toBe(true);
  });
});

/** Lets promises that are ready go on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
