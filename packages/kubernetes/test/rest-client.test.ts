import { ManualClock, type Clock } from "@workset/clock";
import {
  ConnectionError,
  isConflict,
  KubernetesError,
  RestClient,
  type RestClientOptions,
  type RestLabels,
} from "@workset/kubernetes";
import { describe, expect, test } from "vitest";
import { answering, bytes, ScriptedServer, streamOf, type ScriptedAnswer } from "./scripted-fetch.ts";

const ok = { body: { kind: "Pod", metadata: { name: "web" } } };

function client(server: ScriptedServer, more: Partial<RestClientOptions> = {}): RestClient {
  return new RestClient({ cluster: server.cluster, ...more });
}

describe("a request", () => {
  const asks = async (describe: (rest: RestClient) => { do(): Promise<unknown> }, url?: string) => {
    const server = answering(ok);
    const cluster = url === undefined ? server.cluster : { ...server.cluster, url };
    await describe(new RestClient({ cluster })).do();
    return server.asked[0];
  };

  test("is described one step at a time", async () => {
    const server = answering(ok);
    const pod = await client(server)
      .get()
      .namespace("default")
      .resource("pods")
      .name("web")
      .subResource("status")
      .param("labelSelector", "app=nginx")
      .do()
      .into<{ metadata: { name: string } }>();
    expect(pod.metadata.name).toBe("web");
    expect(server.asked).toEqual(["GET /api/v1/namespaces/default/pods/web/status?labelSelector=app=nginx"]);
  });

  test("goes to the group and version of its client, or to its own", async () => {
    expect(await asks((rest) => rest.for("apps/v1").get().resource("deployments"))).toBe(
      "GET /apis/apps/v1/deployments",
    );
    expect(await asks((rest) => rest.get().apiVersion("batch/v1").resource("jobs"))).toBe(
      "GET /apis/batch/v1/jobs",
    );
    expect(await asks((rest) => rest.get().absPath("/version"))).toBe("GET /version");
    expect(await asks((rest) => rest.for("apps/v1").get())).toBe("GET /apis/apps/v1");
  });

  test("keeps the path of the cluster's URL", async () => {
    expect(await asks((rest) => rest.get().resource("pods"), "https://rancher.test/k8s/clusters/c1/")).toBe(
      "GET /k8s/clusters/c1/api/v1/pods",
    );
  });

  test("addresses a namespace as itself", async () => {
    expect(await asks((rest) => rest.get().namespace("a").resource("namespaces").name("a"))).toBe(
      "GET /api/v1/namespaces/a",
    );
  });

  test("is not changed by a step, so that its beginning can be used again", async () => {
    const server = answering(ok, ok);
    const pods = client(server).get().namespace("a").resource("pods").param("limit", 1);
    await pods.name("x").param("pretty", true).do();
    await pods.do();
    expect(server.asked).toEqual([
      "GET /api/v1/namespaces/a/pods/x?limit=1&pretty=true",
      "GET /api/v1/namespaces/a/pods?limit=1",
    ]);
  });

  test.each(["", ".", "..", "a/b", "a%2Fb", "../../secrets/x", undefined, 3])(
    "refuses %o as a name",
    (bad) => {
      const pods = client(answering()).delete().namespace("a").resource("pods");
      expect(() => pods.name(bad as string)).toThrow(/^name must be a name/);
      expect(() => pods.namespace(bad as string)).toThrow(RangeError);
      expect(() => pods.resource(bad as string)).toThrow(RangeError);
      expect(() => pods.name("x").subResource(bad as string)).toThrow(RangeError);
    },
  );

  test.each(["__proto__", "a b?c#d&e=f", "\u0000", "'\"<>", "système:pods"])(
    "encodes the name %o",
    async (name) => {
      const server = answering(ok);
      await client(server).get().resource("pods").name(name).do();
      expect(decodeURIComponent(server.requests[0]!.path)).toBe(`/api/v1/pods/${name}`);
      expect(server.requests[0]!.params).toEqual({});
    },
  );

  test("that is incomplete is refused before anything is sent", async () => {
    const server = answering(ok);
    const rest = client(server);
    await expect(rest.get().name("web").do()).rejects.toThrow("a name was given, but no resource");
    await expect(rest.get().resource("pods").subResource("status").do()).rejects.toThrow(/no name/);
    expect(server.requests).toEqual([]);
  });

  test("sends an object as JSON, a text as it is, and a patch as what it is", async () => {
    const server = answering(ok, ok, ok, ok);
    const rest = client(server);
    await rest.post().resource("pods").body({ kind: "Pod" }).do();
    await rest
      .put()
      .resource("pods")
      .name("web")
      .header("Content-Type", "application/yaml")
      .body("kind: Pod")
      .do();
    await rest.patch("apply").resource("pods").name("web").param("fieldManager", "me").body({}).do();
    await rest.patch("json").resource("pods").name("web").body([]).do();
    expect(
      server.requests.map(({ method, init }) => [method, init.headers["content-type"], init.body]),
    ).toEqual([
      ["POST", "application/json", '{"kind":"Pod"}'],
      ["PUT", "application/yaml", "kind: Pod"],
      ["PATCH", "application/apply-patch+yaml", "{}"],
      ["PATCH", "application/json-patch+json", "[]"],
    ]);
    expect(() => rest.patch("magic" as never)).toThrow(/json, merge, strategic, apply/);
  });

  test("that is refused says why", async () => {
    const status = {
      kind: "Status",
      code: 409,
      reason: "Conflict",
      message: "modified",
      details: { name: "web" },
    };
    const request = client(answering({ status: 409, body: status }))
      .put()
      .resource("pods")
      .name("web")
      .body({});
    const error = (await request.do().catch((thrown: unknown) => thrown)) as KubernetesError;
    expect(error).toBeInstanceOf(KubernetesError);
    expect(error).toMatchObject({ code: 409, reason: "Conflict", details: { name: "web" }, status });
    expect(error.message).toBe("PUT /api/v1/pods/web: modified (409)");
    expect(isConflict(new Error("outer", { cause: error }))).toBe(true);
  });

  test("gives the bytes of an answer as they come, and ends it when they are left", async () => {
    let isCancelled = false;
    const body = streamOf([bytes("one "), bytes("two "), bytes("three")], () => (isCancelled = true));
    const log = await client(answering({ body }))
      .get()
      .resource("pods")
      .name("web")
      .subResource("log")
      .stream();
    let text = "";
    for await (const chunk of log) {
      text += new TextDecoder().decode(chunk);
      if (text.length > 4) break;
    }
    expect([text, isCancelled]).toEqual(["one two ", true]);
  });

  test("watches", async () => {
    const event = { type: "ADDED", object: { metadata: { name: "web" } } };
    const server = answering({ body: `${JSON.stringify(event)}\n` });
    const events: unknown[] = [];
    for await (const one of await client(server).get().resource("pods").watch()) events.push(one);
    expect(events).toEqual([event]);
    expect(server.asked).toEqual(["GET /api/v1/pods?watch=true"]);
  });

  test("ends with the signal's reason, at whatever step it is", async () => {
    const reason = new Error("enough");
    const pods = client(answering(ok)).get().resource("pods");
    await expect(pods.do(AbortSignal.abort(reason))).rejects.toBe(reason);
    const stop = new AbortController();
    const server = new ScriptedServer(async ({ init }) => {
      stop.abort(reason);
      return init.signal!.reason as Error;
    });
    await expect(client(server).get().resource("pods").signal(stop.signal).do()).rejects.toBe(reason);
  });

  test("that takes too long ends with a ConnectionError, and the server was told", async () => {
    const clock = new ManualClock();
    const server = new ScriptedServer(
      ({ init }) =>
        new Promise((resolve) => {
          init.signal!.addEventListener("abort", () => resolve(init.signal!.reason as Error));
          clock.advance(2500);
        }),
    );
    const error = await client(server, { clock })
      .get()
      .resource("pods")
      .timeout(2500)
      .do()
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: "timeout", message: "GET /api/v1/pods: no answer within 2500 ms" });
    expect(server.requests[0]!.params).toEqual({ timeout: "3s" });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("a request is tried again", () => {
  /** What is asked, and how long is waited before each repetition. */
  async function tried(method: string, ...answers: (ScriptedAnswer | Error)[]) {
    const server = answering(...answers);
    const waits: number[] = [];
    const clock: Clock = {
      now: () => 0,
      wallNow: () => 0,
      after(delayMs, wake) {
        waits.push(delayMs);
        queueMicrotask(wake);
        return { [Symbol.dispose]() {} };
      },
    };
    const request = client(server, { clock }).verb(method).resource("pods").name("web");
    const result = await request.do().then(
      () => "done",
      (error: { code: number | string }) => error.code,
    );
    return { result, waits, requests: server.requests.length };
  }
  const busy = { status: 429, headers: { "retry-after": "2" } };
  const down = { status: 503, headers: { "retry-after": "1" } };
  const reset = new TypeError("fetch failed", {
    cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
  });

  test("when the server says that it did nothing, whatever the verb", async () => {
    for (const method of ["GET", "POST", "DELETE"]) {
      expect(await tried(method, busy, busy, ok)).toEqual({
        result: "done",
        waits: [2000, 2000],
        requests: 3,
      });
    }
  });

  test("when a read fails for a while, and never a write, which may have happened", async () => {
    expect(await tried("GET", down, ok)).toMatchObject({ result: "done", waits: [1000] });
    expect(await tried("GET", reset, ok)).toMatchObject({ result: "done" });
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      expect(await tried(method, down, ok)).toMatchObject({ result: 503, requests: 1 });
      expect(await tried(method, reset, ok)).toMatchObject({ result: "reset", requests: 1 });
    }
  });

  test("not when the server names no time, and not for a version that it has not reached", async () => {
    expect(await tried("GET", { status: 429 }, ok)).toMatchObject({ result: 429, requests: 1 });
    expect(await tried("GET", { status: 500 }, ok)).toMatchObject({ result: 500, requests: 1 });
    const cause = { reason: "ResourceVersionTooLarge" };
    const body = {
      kind: "Status",
      code: 504,
      reason: "Timeout",
      details: { causes: [cause], retryAfterSeconds: 1 },
    };
    expect(await tried("GET", { status: 504, body }, ok)).toMatchObject({ result: 504, requests: 1 });
  });

  test("ten times at most", async () => {
    const answers = Array.from({ length: 20 }, () => busy);
    expect(await tried("GET", ...answers)).toMatchObject({ result: 429, requests: 11 });
  });
});

describe("a client", () => {
  test("keeps to its rate, and counts every attempt", async () => {
    const clock = new ManualClock();
    const server = new ScriptedServer(() => ok);
    const rest = client(server, { clock, rateLimit: { perSecond: 2, burst: 2 } });
    const all = Promise.all(Array.from({ length: 4 }, () => rest.get().resource("pods").do()));
    await turns();
    expect(server.requests).toHaveLength(2);
    clock.advance(500);
    await turns();
    expect(server.requests).toHaveLength(3);
    clock.advance(500);
    await all;
    expect(server.requests).toHaveLength(4);
  });

  test("tells an observer of every attempt, by verb and code", async () => {
    const told: string[] = [];
    const say = ({ method, verb, host }: RestLabels, code: string) =>
      told.push(`${method} ${verb} ${host} ${code}`);
    const answers = [ok, ok, ok, ok, ok, ok, { status: 404 }, new Error("cut")];
    const rest = client(answering(...answers), { observer: { onAttempt: say } });
    const pods = rest.get().resource("pods");
    await pods.do();
    await pods.name("web").do();
    await rest.delete().resource("pods").do();
    await rest.delete().resource("pods").name("web").do();
    await rest.post().resource("pods").body({}).do();
    await rest.patch("merge").resource("pods").name("web").body({}).do();
    await pods.watch().catch(() => {});
    await pods.do().catch(() => {});
    expect(told).toEqual([
      "GET list server.test:8080 200",
      "GET get server.test:8080 200",
      "DELETE deletecollection server.test:8080 200",
      "DELETE delete server.test:8080 200",
      "POST create server.test:8080 200",
      "PATCH patch server.test:8080 200",
      "GET watch server.test:8080 404",
      "GET list server.test:8080 <error>",
    ]);
  });

  test("passes on the warnings of the server", async () => {
    const warnings: string[] = [];
    const warning = '299 - "unknown field \\"spec.zz\\"", 299 - "old"';
    const server = answering({ ...ok, headers: { warning } });
    await client(server, { onWarning: (one) => warnings.push(one) })
      .get()
      .resource("pods")
      .do();
    expect(warnings).toEqual(['unknown field "spec.zz"', "old"]);
  });

  test("is not disturbed by an observer that throws", async () => {
    const fail = (): never => {
      throw new Error("observer");
    };
    const observer = { onAttempt: fail, onRetry: fail, onRateLimited: fail };
    const rest = client(answering(ok), { observer, onWarning: fail, rateLimit: { perSecond: 9, burst: 9 } });
    await rest.get().resource("pods").do();
  });
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}
