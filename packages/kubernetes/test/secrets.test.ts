import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { kubernetesClient, KubernetesInformers, type Cluster, type RestObserver } from "@workset/kubernetes";
import { inCluster, kubeconfigCluster, nodeCluster } from "@workset/kubernetes/node";
import { expect, test } from "vitest";
import { LoopbackServer, pem } from "./loopback-server.ts";
import { answering, bytes, streamOf, type ScriptedAnswer } from "./scripted-fetch.ts";

// Planted, and searched for in whatever is thrown, logged, reported or counted.
const token = "t0ken-5ecret-5ecret";
const password = "p4ss-5ecret-5ecret";
const data = "d4ta-5ecret-5ecret";
const key = pem("client.key");
const secrets = [
  token,
  password,
  data,
  key,
  ...key.split("\n").slice(1, -2),
  btoa(`me:${password}`),
  btoa(key),
];

/** All that is reported. */
class Told {
  readonly #all: string[] = [];

  readonly observer: RestObserver = {
    onAttempt: (...all) => this.say(...all),
    onRetry: (...all) => this.say(...all),
    onRateLimited: (...all) => this.say(...all),
  };

  say(...values: readonly unknown[]): void {
    for (const value of values) {
      this.#all.push(
        inspect(value, { depth: 12, showHidden: true, maxStringLength: Infinity, maxArrayLength: Infinity }),
      );
      if (value instanceof Error) this.#all.push(String(value.stack), JSON.stringify(value));
    }
  }

  async failing(work: () => Promise<unknown>): Promise<void> {
    await work().then(
      () => {
        throw new Error("it should have failed");
      },
      (error: unknown) => this.say(error),
    );
  }

  expectNoSecret(): void {
    const all = this.#all.join("\n");
    expect(all.length).toBeGreaterThan(100);
    for (const secret of secrets) expect(all.includes(secret), secret.slice(0, 4)).toBe(false);
  }
}

function clientOf(cluster: Cluster, told: Told) {
  return kubernetesClient({
    cluster,
    observer: told.observer,
    onWarning: (...all) => told.say(...all),
    retries: 0,
    rateLimit: { perSecond: 1000, burst: 1000 },
  });
}

test("what a server sends, however damaged, shows in no error", async () => {
  const told = new Told();
  const secret = { kind: "Secret", metadata: { name: "s", resourceVersion: "5" }, data: { x: data } };
  const whole = JSON.stringify(secret);
  const list = JSON.stringify({ kind: "SecretList", metadata: {}, items: [secret, secret] });
  const answers: ScriptedAnswer[] = [
    { body: whole.slice(0, -5) },
    { body: `<html>${data}</html>` },
    { body: list.slice(0, -9) },
    { body: list.replace("SecretList", data) },
    { status: 500, body: secret },
    { status: 502, body: whole, headers: { "content-type": "text/plain" } },
    { status: 403, body: `<html>${data}</html>`, headers: { "content-type": "text/html" } },
  ];
  const { signal } = new AbortController();
  for (const answer of answers) {
    const ask = (): ReturnType<typeof clientOf> => clientOf(answering(answer).cluster, told);
    await told.failing(() => ask().secrets("default").listWatch().list({ version: "", signal }));
    if (answer.body !== answers[3]!.body) await told.failing(() => ask().secrets("default").get("s"));
    await told.failing(async () => {
      for await (const event of await ask()
        .secrets("default")
        .listWatch()
        .watch({ version: "1", bookmarks: true, signal })) {
        if (event.type === "error") throw event.error;
      }
    });
  }
  const lines = [`{"type":"${data}","object":{}}\n`, `{"type":"ADDED","object":"${data}"}\n`, `${data}\n`];
  for (const line of lines) {
    const client = clientOf(answering({ body: streamOf([bytes(line), bytes("\n")]) }).cluster, told);
    await told.failing(async () => {
      for await (const _ of await client.secrets().watch());
    });
  }
  told.expectNoSecret();
});

test("what a client sends shows in no error, and in no metric", async () => {
  const told = new Told();
  const secret = { metadata: { name: "s" }, data: { x: data } };
  const refusals: (ScriptedAnswer | Error)[] = [{ status: 409 }, { status: 422, body: {} }, new Error("cut")];
  for (const refusal of refusals) {
    await told.failing(() => clientOf(answering(refusal).cluster, told).secrets("default").create(secret));
    await told.failing(() =>
      clientOf(answering(refusal).cluster, told).secrets("default").apply(secret, { fieldManager: "m" }),
    );
  }
  await told.failing(() => clientOf(answering().cluster, told).secrets("").create(secret));
  told.expectNoSecret();
});

test("credentials show in no error of a connection", async () => {
  const told = new Told();
  const credentials = {
    get: async () => ({
      headers: { authorization: `Bearer ${token}` },
      tls: { ca: pem("ca.crt"), cert: pem("client.crt"), key, passphrase: password },
    }),
  };
  const ask = async (url: string, more: object = {}): Promise<void> => {
    using cluster = nodeCluster({ url, credentials, ...more });
    await told.failing(() => clientOf(cluster, told).pods().list());
  };
  {
    await using server = await LoopbackServer.start((_, response) => response.destroy(), {
      certificate: "server",
    });
    await ask(server.url);
    await using other = await LoopbackServer.start(() => {}, { certificate: "other-server" });
    await ask(other.url);
    await using refusing = await LoopbackServer.start((_, response) => response.writeHead(401).end(), {
      certificate: "server",
    });
    await ask(refusing.url);
  }
  await ask("https://127.0.0.1:1");
  const sockets: Socket[] = [];
  const proxy = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {}).write("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  await ask("https://api.internal", {
    proxyUrl: `http://me:${password}@127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => proxy.close(resolve));
  await ask("https://api.internal", { proxyUrl: `ftp://me:${password}@127.0.0.1` });
  const bad = { get: async () => ({ headers: { authorization: `Bearer ${token}\n` } }) };
  await ask("http://127.0.0.1:1", { credentials: bad });
  await ask("https://127.0.0.1:1", {
    credentials: { get: async () => ({ headers: {}, tls: { key: `${key}damaged`, cert: "x" } }) },
  });
  told.expectNoSecret();
});

test("a kubeconfig that is damaged is not quoted, nor is a plug-in that fails", async () => {
  const told = new Told();
  const config = (user: string): string => `
current-context: here
clusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]
users: [{ name: u, user: ${user} }]
contexts: [{ name: here, context: { cluster: c, user: u } }]
`;
  await told.failing(() => kubeconfigCluster({ text: config(`{ token: ${token} }}`) }));
  await told.failing(() => kubeconfigCluster({ text: config(`{ token: ${token} }`), context: "there" }));
  await told.failing(() => kubeconfigCluster({ file: "/nowhere/config" }));
  const args = JSON.stringify(["-e", `console.log('{"status":{"token":"${token}"},')`]);
  const exec = `{ exec: { apiVersion: client.authentication.k8s.io/v1, command: "${process.execPath}", args: ${args} } }`;
  using cluster = await kubeconfigCluster({ text: config(exec) });
  await told.failing(() => clientOf(cluster, told).pods().list());
  const folder = mkdtempSync(join(tmpdir(), "workset-secrets-"));
  writeFileSync(join(folder, "token"), token);
  await told.failing(() =>
    inCluster({ folder, env: { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: "1" } }),
  );
  rmSync(folder, { recursive: true });
  told.expectNoSecret();
});

test("an informer that fails reports no secret", async () => {
  const told = new Told();
  const bodies = [`{"kind":"SecretList","items":["${data}`, data, `{"kind":"${data}"}`];
  const failed = Promise.withResolvers<void>();
  const { cluster } = answering(...bodies.map((body) => ({ body })), ...bodies.map((body) => ({ body })));
  const client = clientOf(cluster, told);
  await using informers = new KubernetesInformers({
    client,
    onError: (...all) => {
      told.say(...all);
      failed.resolve();
    },
  });
  informers.informer(client.secrets());
  await informers.start();
  await failed.promise;
  told.expectNoSecret();
});
