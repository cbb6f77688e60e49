import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { ConnectionError, RestClient, type Cluster } from "@workset/kubernetes";
import { inCluster, kubeconfigCluster, nodeCluster, type Credentials } from "@workset/kubernetes/node";
import { describe, expect, test } from "vitest";
import { LoopbackServer, pem } from "./loopback-server.ts";

const list = { kind: "PodList", metadata: { resourceVersion: "1" }, items: [] };

function answer(response: ServerResponse, body: unknown = list): void {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(body));
}

function pods(cluster: Cluster) {
  return new RestClient({ cluster, retries: 0 }).get().resource("pods");
}

const secure = (more: Credentials["tls"] = {}): { get(): Promise<Credentials> } => ({
  get: async () => ({ headers: {}, tls: { ca: pem("ca.crt"), ...more } }),
});

function tempFolder() {
  const path = mkdtempSync(join(tmpdir(), "workset-kubernetes-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

describe("a connection", () => {
  test("is kept and used again by requests that follow each other", async () => {
    await using server = await LoopbackServer.start((_, response) => answer(response));
    using cluster = nodeCluster({ url: server.url });
    for (let request = 0; request < 5; request++) await pods(cluster).do();
    expect(server.connections).toBe(1);
  });

  test("belongs to one watch alone, and an abort closes it", async () => {
    await using server = await LoopbackServer.start((request, response) => {
      if (request.url!.includes("watch=true")) response.flushHeaders();
      else answer(response);
    });
    using cluster = nodeCluster({ url: server.url });
    const stop = new AbortController();
    const watches = await Promise.all([1, 2, 3].map(() => pods(cluster).watch(stop.signal)));
    await pods(cluster).do();
    expect(server.connections).toBe(4);
    const ended = watches.map(async (watch) => {
      for await (const _ of watch) throw new Error("nothing was sent");
    });
    const closed = [...server.sockets].slice(0, 3).map((socket) => once(socket, "close"));
    stop.abort();
    await Promise.all([...ended, ...closed]);
    expect(server.sockets.size).toBe(1);
  });

  test("is closed when the iteration of a watch is left while it waits", async () => {
    await using server = await LoopbackServer.start((_, response) => response.flushHeaders());
    using cluster = nodeCluster({ url: server.url });
    const iterator = (await pods(cluster).watch())[Symbol.asyncIterator]();
    const waiting = iterator.next();
    const closed = once([...server.sockets][0]!, "close");
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    await closed;
  });

  test("is closed when the cluster is disposed", async () => {
    await using server = await LoopbackServer.start((_, response) => answer(response));
    const cluster = nodeCluster({ url: server.url });
    await pods(cluster).do();
    const closed = once([...server.sockets][0]!, "close");
    cluster[Symbol.dispose]();
    await closed;
  });

  test("is not read faster than the reader reads", async () => {
    let written = 0;
    let isStuck = false;
    const line = `${JSON.stringify({ type: "ADDED", object: { data: "x".repeat(100_000) } })}\n`;
    await using server = await LoopbackServer.start((_, response) => {
      const fill = (): void => {
        while (written < 3_000 && response.write(line)) written++;
        isStuck = true;
        response.once("drain", fill);
      };
      fill();
    });
    using cluster = nodeCluster({ url: server.url });
    const iterator = (await pods(cluster).watch())[Symbol.asyncIterator]();
    for (let read = 0; read < 20; read++) await iterator.next();
    // 300 MB would fit in no buffer of the system: the server has to stop.
    expect(isStuck).toBe(true);
    expect(written).toBeLessThan(1_000);
    await iterator.return?.();
  });

  test("that breaks in the middle of an answer is told as such", async () => {
    await using server = await LoopbackServer.start((_, response) => {
      response.write('{"kind":"PodList",');
      setImmediate(() => response.destroy());
    });
    using cluster = nodeCluster({ url: server.url });
    await expect(pods(cluster).do()).rejects.toMatchObject({ name: "ConnectionError", code: "reset" });
  });

  test("that no server accepts is reported as such", async () => {
    const server = await LoopbackServer.start(() => {});
    await server[Symbol.asyncDispose]();
    using cluster = nodeCluster({ url: server.url });
    await expect(pods(cluster).do()).rejects.toMatchObject({ name: "ConnectionError", code: "refused" });
  });

  test("carries what is compressed", async () => {
    const big = {
      ...list,
      items: Array.from({ length: 500 }, (_, n) => ({ metadata: { name: `pod-${n}` } })),
    };
    await using server = await LoopbackServer.start((request, response) => {
      expect(request.headers["accept-encoding"]).toBe("gzip");
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync(JSON.stringify(big)));
    });
    using cluster = nodeCluster({ url: server.url });
    expect(await pods(cluster).into()).toEqual(big);
  });

  test("that breaks in the middle of what is compressed is told as such", async () => {
    await using server = await LoopbackServer.start((_, response) => {
      response.setHeader("content-encoding", "gzip");
      response.end(gzipSync(JSON.stringify(list)).subarray(0, 20));
    });
    using cluster = nodeCluster({ url: server.url });
    await expect(pods(cluster).do()).rejects.toBeInstanceOf(ConnectionError);
  });

  test("sends a body with its length in bytes", async () => {
    const body = { text: "é\u{1F600}" };
    await using server = await LoopbackServer.start((request, response) => {
      expect(request.headers["content-length"]).toBe(String(Buffer.byteLength(JSON.stringify(body))));
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => answer(response, JSON.parse(Buffer.concat(chunks).toString())));
    });
    using cluster = nodeCluster({ url: server.url });
    expect(await new RestClient({ cluster }).post().resource("pods").body(body).into()).toEqual(body);
  });
});

describe("TLS", () => {
  test("accepts the server that the certificate authority vouches for, and shows the client's certificate", async () => {
    let subject: unknown;
    await using server = await LoopbackServer.start(
      (request, response) => {
        subject = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
        answer(response);
      },
      { certificate: "server" },
    );
    using cluster = nodeCluster({
      url: server.url,
      credentials: secure({ cert: pem("client.crt"), key: pem("client.key") }),
    });
    await pods(cluster).do();
    expect(subject).toBe("admin");
  });

  test("refuses another server, and says why", async () => {
    await using server = await LoopbackServer.start(() => {}, { certificate: "other-server" });
    using cluster = nodeCluster({ url: server.url, credentials: secure() });
    await expect(pods(cluster).do()).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/certificate/),
    });
  });

  test("uses what was renewed for the next request, while a watch goes on", async () => {
    await using server = await LoopbackServer.start(
      (request, response) => {
        if (request.url!.includes("watch=true")) response.flushHeaders();
        else answer(response);
      },
      { certificate: "server" },
    );
    let tls: Credentials["tls"] = { ca: pem("ca.crt") };
    using cluster = nodeCluster({
      url: server.url,
      credentials: { get: async () => ({ headers: {}, tls: tls! }) },
    });
    const watch = (await pods(cluster).watch())[Symbol.asyncIterator]();
    await pods(cluster).do();
    tls = { ca: pem("ca.crt"), cert: pem("client.crt"), key: pem("client.key") };
    await pods(cluster).do();
    expect(server.connections).toBe(3);
    tls = { ca: pem("other-ca.crt") };
    await expect(pods(cluster).do()).rejects.toMatchObject({ code: "unreachable" });
    expect([...server.sockets][0]!.destroyed).toBe(false);
    await watch.return?.();
  });

  test("passes through a proxy that is named", async () => {
    await using server = await LoopbackServer.start((_, response) => answer(response), {
      certificate: "server",
    });
    const asked: string[] = [];
    const proxy = createServer((socket) => {
      socket.once("data", (head) => {
        asked.push(head.toString().split("\r\n", 1)[0]!);
        const out = connect(server.port, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n");
          socket.pipe(out).pipe(socket);
        });
        out.on("error", () => socket.destroy());
        socket.on("error", () => out.destroy());
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const url = `https://api.internal:${server.port}`;
    using cluster = nodeCluster({ url, proxyUrl, credentials: secure() });
    await pods(cluster).do();
    expect(asked).toEqual([`CONNECT api.internal:${server.port} HTTP/1.1`]);
    cluster[Symbol.dispose]();
    await new Promise((resolve) => proxy.close(resolve));
  });
});

describe("in a pod", () => {
  test("token and certificate are those of the service account, read again when they change", async () => {
    const seen: unknown[] = [];
    await using server = await LoopbackServer.start(
      (request, response) => {
        seen.push(request.headers.authorization);
        answer(response);
      },
      { certificate: "server" },
    );
    using folder = tempFolder();
    const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
    write("token", "first\n");
    write("ca.crt", pem("ca.crt"));
    write("namespace", "shop");
    const env = { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: String(server.port) };
    using cluster = await inCluster({ folder: folder.path, env });
    expect([cluster.url, cluster.namespace, cluster.name]).toEqual([server.url, "shop", "in-cluster"]);
    await pods(cluster).do();
    write("token", "second");
    await pods(cluster).do();
    expect(seen).toEqual(["Bearer first", "Bearer second"]);
    write("ca.crt", pem("other-ca.crt"));
    await expect(pods(cluster).do()).rejects.toMatchObject({ code: "unreachable" });
  });

  test("what is missing is said", async () => {
    await expect(inCluster({ env: {} })).rejects.toThrow(/KUBERNETES_SERVICE_HOST/);
    const env = { KUBERNETES_SERVICE_HOST: "::1", KUBERNETES_SERVICE_PORT: "6443" };
    await expect(inCluster({ env, folder: "/nowhere" })).rejects.toThrow(/ENOENT.*nowhere/);
  });
});

describe("a kubeconfig", () => {
  const config = (server: string, user: string, more = ""): string => `
apiVersion: v1
kind: Config
current-context: here
clusters:
- name: c
  cluster: { server: "${server}", certificate-authority-data: ${btoa(pem("ca.crt"))}${more} }
- name: d
  cluster: { server: "http://127.0.0.1:1" }
users:
- name: u
  user: ${user}
contexts:
- name: here
  context: { cluster: c, user: u, namespace: shop }
- name: there
  context: { cluster: d, user: u }
`;

  async function asking(user: string, more?: string) {
    const seen: { authorization?: string | undefined; subject?: unknown }[] = [];
    await using server = await LoopbackServer.start(
      (request, response) => {
        const subject = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
        seen.push({ authorization: request.headers.authorization, subject });
        if (request.headers.authorization === "Bearer old") response.writeHead(401).end();
        else answer(response);
      },
      { certificate: "server" },
    );
    using cluster = await kubeconfigCluster({ text: config(server.url, user, more) });
    expect(cluster).toMatchObject({ name: "here", namespace: "shop", url: server.url });
    await pods(cluster).do();
    return seen;
  }

  test("gives tokens, passwords and certificates", async () => {
    expect(await asking("{ token: t0 }")).toEqual([{ authorization: "Bearer t0", subject: undefined }]);
    expect(await asking("{ username: me, password: pw }")).toMatchObject([
      { authorization: `Basic ${btoa("me:pw")}` },
    ]);
    const pair = `client-certificate-data: ${btoa(pem("client.crt"))}, client-key-data: ${btoa(pem("client.key"))}`;
    expect(await asking(`{ ${pair} }`)).toEqual([{ authorization: undefined, subject: "admin" }]);
  });

  test("names the server as its certificate does", async () => {
    expect(await asking("{ token: t0 }", ', tls-server-name: "api.internal"')).toHaveLength(1);
    await expect(asking("{ token: t0 }", ', tls-server-name: "other.internal"')).rejects.toThrow(
      /other.internal/,
    );
  });

  test("runs its plug-in once for many requests, and again when the server does not know the token", async () => {
    using folder = tempFolder();
    const runs = join(folder.path, "runs");
    const plugin = join(folder.path, "plugin.cjs");
    writeFileSync(runs, "");
    writeFileSync(
      plugin,
      `const fs = require("node:fs");
       fs.appendFileSync(${JSON.stringify(runs)}, "x");
       const token = fs.readFileSync(${JSON.stringify(runs)}, "utf8").length < 2 ? "old" : "new";
       console.log(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token } }));`,
    );
    const exec = `{ exec: { apiVersion: client.authentication.k8s.io/v1, command: "${process.execPath}", args: ["${plugin}"], interactiveMode: Never } }`;
    expect(await asking(exec)).toMatchObject([
      { authorization: "Bearer old" },
      { authorization: "Bearer new" },
    ]);
  });

  test("of another context is asked for by its name, plain HTTP too", async () => {
    using cluster = await kubeconfigCluster({ text: config("https://x", "{}"), context: "there" });
    await expect(pods(cluster).do()).rejects.toMatchObject({ code: "refused" });
    expect(cluster.url).toBe("http://127.0.0.1:1");
  });

  test("without the context that is asked for says which it has", async () => {
    const options = { text: config("https://x", "{ token: secret-token }"), context: "nowhere" };
    await expect(kubeconfigCluster(options)).rejects.toThrow(
      'no context "nowhere" with a cluster; it has: here, there',
    );
  });
});
