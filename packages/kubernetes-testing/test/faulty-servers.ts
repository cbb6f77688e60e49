import type { ApiServerRequest, ApiServerResponse } from "@workset/contract";

/** How a server is called. */
export type Call = (path: string, request: ApiServerRequest) => Promise<ApiServerResponse>;

/** A server with one fault, made of one without. */
export type Faulty = (call: Call) => Call;

/** Changes the query of requests of a method. */
const query =
  (methods: readonly string[], change: (query: URLSearchParams, path: string) => void): Faulty =>
  (call) =>
  (path, request) => {
    if (!methods.includes(request.method)) return call(path, request);
    const url = new URL(path, "http://server.test");
    change(url.searchParams, url.pathname);
    return call(url.pathname + url.search, request);
  };

/** Changes the body of requests of a method. */
const body =
  (method: string, change: (body: Json, request: ApiServerRequest) => Json): Faulty =>
  (call) =>
  (path, request) =>
    request.method !== method || request.body === undefined
      ? call(path, request)
      : call(path, { ...request, body: JSON.stringify(change(JSON.parse(request.body) as Json, request)) });

/** Changes the lines of watches: each becomes those that `change` answers. */
const lines =
  (change: (line: Json) => readonly Json[]): Faulty =>
  (call) =>
  async (path, request) => {
    const response = await call(path, request);
    if (!path.includes("watch=1") || response.status !== 200) return response;
    return { status: 200, body: changed(response.body as AsyncIterable<Uint8Array>, change) };
  };

interface Json {
  [field: string]: unknown;
  metadata?: Json;
}

async function* changed(
  chunks: AsyncIterable<Uint8Array>,
  change: (line: Json) => readonly Json[],
): AsyncGenerator<Uint8Array> {
  let text = "";
  for await (const chunk of chunks) {
    const found = (text + new TextDecoder().decode(chunk)).split("\n");
    text = found.pop()!;
    for (const line of found.flatMap((one) => change(JSON.parse(one) as Json))) {
      yield new TextEncoder().encode(`${JSON.stringify(line)}\n`);
    }
  }
}

const isType = (request: ApiServerRequest, type: string): boolean =>
  request.headers["content-type"]?.includes(type) ?? false;

/** Sends what a patch language of one type says as one of another. */
const asType =
  (from: string, to: string): Faulty =>
  (call) =>
  (path, request) =>
    isType(request, from)
      ? call(path, { ...request, headers: { ...request.headers, "content-type": to } })
      : call(path, request);

/** Answers otherwise than the server, where `change` answers at all. */
const answers =
  (
    change: (path: string, request: ApiServerRequest, call: Call) => Promise<ApiServerResponse | undefined>,
  ): Faulty =>
  (call) =>
  async (path, request) =>
    (await change(path, request, call)) ?? call(path, request);

/** API servers with a fault each. */
export const faultyServers: Readonly<Record<string, () => Faulty>> = {
  "loses the labels of what it creates": () =>
    body("POST", ({ metadata, ...rest }) => ({ ...rest, metadata: { ...metadata, labels: {} } })),
  "creates over what exists": () =>
    answers(async (path, request, call) => {
      if (request.method !== "POST") return undefined;
      const first = await call(path, request);
      if (first.status !== 409) return first;
      const { name } = (JSON.parse(request.body!) as Json).metadata!;
      return call(`${path}/${String(name)}`, { ...request, method: "PUT" });
    }),
  "replaces whatever the version is": () =>
    body("PUT", ({ metadata, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, resourceVersion: undefined },
    })),
  "counts every replace as a change": () => {
    let count = 0;
    return body("PUT", ({ metadata, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, annotations: { count: String(++count) } },
    }));
  },
  "deletes whatever the preconditions are": () =>
    body("DELETE", () => ({ kind: "DeleteOptions", apiVersion: "v1" })),
  "keeps what is deleted": () =>
    query(["DELETE"], (q, path) => path.endsWith("/a") && q.set("dryRun", "All")),
  "does not wait for finalizers": () =>
    body("POST", ({ metadata, ...rest }) => ({ ...rest, metadata: { ...metadata, finalizers: [] } })),
  "does what is a dry run": () => query(["POST", "DELETE"], (q) => q.delete("dryRun")),
  "generates one name for all": () =>
    body("POST", ({ metadata, ...rest }) => ({
      ...rest,
      metadata:
        metadata?.["generateName"] === undefined
          ? metadata!
          : { name: `${JSON.stringify(metadata["generateName"]).slice(1, -1)}x` },
    })),
  "calls an invalid object a bad request": () =>
    answers(async (path, request, call) => {
      const response = await call(path, request);
      return response.status === 422 ? { ...response, status: 400 } : response;
    }),
  "keeps what a merge patch removes": () =>
    body("PATCH", (patch, request) =>
      isType(request, "merge-patch") && !isType(request, "strategic")
        ? (JSON.parse(JSON.stringify(patch, (_k, v: unknown) => v ?? undefined)) as Json)
        : patch,
    ),
  "lets one merge patch undo another": () => {
    const set = new Map<string, string[]>();
    return answers(async (path, request, call) => {
      if (request.method !== "PATCH" || !isType(request, "application/merge-patch")) return undefined;
      const patch = JSON.parse(request.body!) as Json;
      const earlier = set.get(path) ?? [];
      set.set(path, [...earlier, ...Object.keys(patch["data"] ?? {})]);
      const undone = Object.fromEntries(earlier.map((key) => [key, null]));
      return call(path, {
        ...request,
        body: JSON.stringify({ ...patch, data: { ...undone, ...(patch["data"] as object) } }),
      });
    });
  },
  "answers a patch with the version of long ago": () =>
    answers(async (path, request, call) => {
      const response = await call(path, request);
      if (request.method !== "PATCH" || response.status !== 200) return response;
      const object = (await readJson(response)) as Json;
      const metadata = { ...object.metadata, resourceVersion: "1" };
      return { status: 200, body: Response.json({ ...object, metadata }).body };
    }),
  "patches whatever the version is": () =>
    body(
      "PATCH",
      (patch) =>
        (Array.isArray(patch)
          ? patch
          : {
              ...patch,
              ...(patch.metadata === undefined
                ? {}
                : { metadata: { ...patch.metadata, resourceVersion: undefined } }),
            }) as Json,
    ),
  "does not test in a JSON patch": () =>
    body(
      "PATCH",
      (patch) => (Array.isArray(patch) ? (patch as Json[]).filter(({ op }) => op !== "test") : patch) as Json,
    ),
  "takes a strategic merge patch for a merge patch": () =>
    asType("strategic-merge-patch+json", "application/merge-patch+json"),
  "applies by force": () => query(["PATCH"], (q) => q.has("fieldManager") && q.set("force", "true")),
  "takes an apply for a merge patch": () =>
    answers(async (path, request, call) => {
      if (!isType(request, "apply-patch")) return undefined;
      const merged = await call(path, {
        ...request,
        headers: { ...request.headers, "content-type": "application/merge-patch+json" },
      });
      return merged.status === 404 ? call(path, request) : merged;
    }),
  "counts every apply as a change": () => {
    let count = 0;
    return body("PATCH", (patch, request) =>
      isType(request, "apply-patch")
        ? { ...patch, metadata: { ...patch.metadata, annotations: { count: String(++count) } } }
        : patch,
    );
  },
  "lists a state that is old": () => {
    const lists = new Map<string, Promise<ArrayBuffer>>();
    return answers(async (path, request, call) => {
      const url = new URL(path, "http://server.test");
      if (
        request.method !== "GET" ||
        (url.search !== "?" && url.search !== "") ||
        !url.pathname.endsWith("configmaps")
      )
        return undefined;
      if (!lists.has(path))
        lists.set(
          path,
          call(path, request).then((response) => new Response(response.body as ReadableStream).arrayBuffer()),
        );
      return { status: 200, body: new Response(await lists.get(path)).body };
    });
  },
  "continues with what is there now": () =>
    query(["GET"], (q) => {
      const token = q.get("continue");
      if (token === null) return;
      const read = JSON.parse(Buffer.from(token, "base64url").toString()) as Json;
      q.set("continue", Buffer.from(JSON.stringify({ ...read, rv: -1 })).toString("base64url"));
    }),
  "shows the newest state for any version": () =>
    query(["GET"], (q) => {
      if (q.has("watch")) return;
      q.delete("resourceVersion");
      q.delete("resourceVersionMatch");
    }),
  "takes not older for exactly": () =>
    query(
      ["GET"],
      (q) =>
        q.get("resourceVersionMatch") === "NotOlderThan" &&
        q.set("resourceVersion", String(Number(q.get("resourceVersion")) - 1)) === undefined &&
        q.set("resourceVersionMatch", "Exact"),
    ),
  "selects all labels": () => query(["GET", "DELETE"], (q) => q.delete("labelSelector")),
  "selects all names": () => query(["GET"], (q) => q.delete("fieldSelector")),
  "watches from now on": () =>
    answers(async (path, request, call) => {
      if (!path.includes("watch=1")) return undefined;
      const url = new URL(path, "http://server.test");
      const list = (await readJson(await call(url.pathname, { method: "GET", headers: {} }))) as Json;
      url.searchParams.set("resourceVersion", String(list.metadata!["resourceVersion"]));
      return call(url.pathname + url.search, request);
    }),
  "delivers no deletes": () => lines((line) => (line["type"] === "DELETED" ? [] : [line])),
  "delivers every event twice": () => lines((line) => [line, line]),
  "delivers pairs of events in the wrong order": () => {
    let kept: Json | undefined;
    return lines((line) => {
      if (kept === undefined) {
        kept = line;
        return [];
      }
      const both = [line, kept];
      kept = undefined;
      return both;
    });
  },
  "calls every change a modification": () =>
    lines((line) => [line["type"] === "ADDED" ? { ...line, type: "MODIFIED" } : line]),
  "deletes at the version of the last change": () => {
    const versions = new Map<unknown, unknown>();
    return lines((line) => {
      const { metadata } = line["object"] as Json;
      const { name, resourceVersion } = metadata ?? {};
      if (line["type"] !== "DELETED") {
        versions.set(name, resourceVersion);
        return [line];
      }
      const version = versions.get(name) ?? String(Number(resourceVersion) - 1);
      return [
        {
          ...line,
          object: { ...(line["object"] as Json), metadata: { ...metadata, resourceVersion: version } },
        },
      ];
    });
  },
  "leaves kinds out of events": () =>
    lines((line) => {
      const { kind: _kind, apiVersion: _apiVersion, ...object } = line["object"] as Json;
      return [{ ...line, object }];
    }),
  "watches all resources as ConfigMaps": () =>
    answers(async (path, request, call) => {
      if (!path.includes("watch=1")) return undefined;
      const secrets = await call(path.replace("/configmaps", "/secrets"), request);
      const maps = await call(path, request);
      return {
        status: maps.status,
        body: merged(maps.body as AsyncIterable<Uint8Array>, secrets.body as AsyncIterable<Uint8Array>),
      };
    }),
  "marks no end of the initial events": () => lines((line) => (line["type"] === "BOOKMARK" ? [] : [line])),
  "ends silently where a version is too old": () => lines((line) => (line["type"] === "ERROR" ? [] : [line])),
  "answers a version of the future at once": () =>
    query(["GET"], (q) => q.get("resourceVersion") === "999999999999" && q.delete("resourceVersion")),
  "never ends a watch": () => query(["GET"], (q) => q.delete("timeoutSeconds")),
};

async function readJson({ body }: ApiServerResponse): Promise<unknown> {
  return new Response(body as ReadableStream).json();
}

/** The lines of two watches, as they come: those of the second as if they were of the first. */
async function* merged(
  one: AsyncIterable<Uint8Array>,
  two: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const iterators = [one, two].map((stream) => stream[Symbol.asyncIterator]());
  const next = iterators.map(async (iterator, at) => ({ at, result: await iterator.next() }));
  for (;;) {
    const { at, result } = await Promise.race(next);
    if (result.done === true) return;
    yield result.value;
    next[at] = iterators[at]!.next().then((result) => ({ at, result }));
  }
}
