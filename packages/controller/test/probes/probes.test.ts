import { channel } from "node:diagnostics_channel";
import { request, type Server } from "node:http";
import { connect } from "node:net";
import type { ComponentStatus } from "@workset/clock";
import { Controller, Runner, type HealthReport } from "@workset/controller";
import { serveProbes, type ProbesOptions } from "@workset/controller/probes";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { Registry, Gauge } from "prom-client";
import { describe, expect, test } from "vitest";

type ComponentReport = ComponentStatus & { readonly name: string };

const pods: ComponentReport = { name: "pods", state: "running", healthy: true, ready: true };
const nodes: ComponentReport = {
  name: "nodes",
  state: "starting",
  healthy: true,
  ready: false,
  reason: "waits for nodes",
};

function runnerOf(...components: ComponentReport[]): ProbesOptions["runner"] {
  return {
    health: (): HealthReport => ({ ok: components.every(({ healthy }) => healthy), components }),
    readiness: (): HealthReport => ({ ok: components.every(({ ready }) => ready), components }),
  };
}

const serve = (options: Partial<ProbesOptions> = {}) =>
  serveProbes({ runner: runnerOf(pods), port: 0, ...options });

async function read(url: string, method = "GET"): Promise<string> {
  const response = await fetch(url, { method });
  return `${response.status} ${await response.text()}`;
}

describe("the probes", () => {
  test("answer 200 while all is well, with a line for each component", async () => {
    await using probes = await serve();
    expect(await read(`${probes.url}/healthz`)).toBe("200 healthy\n[+] pods running\n");
    expect(await read(`${probes.url}/readyz?verbose`)).toBe("200 ready\n[+] pods running\n");
  });

  test("answer 503 with the reason while a component is not ready but healthy", async () => {
    await using probes = await serve({ runner: runnerOf(pods, nodes) });
    expect(await read(`${probes.url}/readyz`)).toBe(
      "503 not ready\n[+] pods running\n[-] nodes starting: waits for nodes\n",
    );
    expect(await read(`${probes.url}/healthz`)).toMatch(/^200 healthy/);
  });

  test("answer 503 while a component is not healthy", async () => {
    await using probes = await serve({ runner: runnerOf({ ...pods, state: "failed", healthy: false }) });
    expect(await read(`${probes.url}/healthz`)).toBe("503 not healthy\n[-] pods failed\n");
  });

  test("follow a runner through the life of its components", async () => {
    const controller = new Controller({ name: "pods", queue: new RateLimitingQueue(), reconcile: () => {} });
    const runner = new Runner({ components: [controller] });
    await using probes = await serve({ runner });
    const look = () => Promise.all([read(`${probes.url}/healthz`), read(`${probes.url}/readyz`)]);
    expect(await look()).toEqual(["200 healthy\n[+] pods new\n", "503 not ready\n[-] pods new\n"]);
    await runner.start();
    expect(await look()).toEqual(["200 healthy\n[+] pods running\n", "200 ready\n[+] pods running\n"]);
    await runner.stop();
    expect(await look()).toEqual(["200 healthy\n[+] pods stopped\n", "503 not ready\n[-] pods stopped\n"]);
  });

  test("serve metrics with their content type", async () => {
    const registry = new Registry();
    new Gauge({ name: "depth", help: "Depth.", registers: [registry] }).set(3);
    const metrics = async () => ({ text: await registry.metrics(), contentType: registry.contentType });
    await using probes = await serve({ metrics });
    const response = await fetch(`${probes.url}/metrics`);
    expect(response.headers.get("content-type")).toBe(registry.contentType);
    expect(await response.text()).toContain("depth 3");
  });

  test("answer 404 to other paths, and name the paths there are", async () => {
    await using probes = await serve();
    expect(await read(`${probes.url}/metrics`)).toBe("404 Not found. Paths: /healthz, /readyz.\n");
    for (const path of ["", "/", "/healthz/", "/constructor", "//healthz"]) {
      expect(await read(`${probes.url}${path}`)).toMatch(/^404 /);
    }
  });

  test("answer only GET and HEAD", async () => {
    await using probes = await serve();
    const head = await fetch(`${probes.url}/healthz`, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "25", ""]);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const response = await fetch(`${probes.url}/healthz`, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    }
  });

  test("answer 500 without the reason when the metrics cannot be made", async () => {
    await using probes = await serve({ metrics: () => Promise.reject(new Error("password is 1234")) });
    expect(await read(`${probes.url}/metrics`)).toBe("500 The answer could not be made.\n");
    expect(await read(`${probes.url}/healthz`)).toMatch(/^200 /);
  });

  test("answer 500 when the metrics are not text, or have no content type", async () => {
    for (const odd of [
      { text: Promise.resolve(""), contentType: "text/plain" },
      { text: "", contentType: "a\nb" },
    ]) {
      await using probes = await serve({ metrics: () => odd as never });
      expect(await read(`${probes.url}/metrics`)).toBe("500 The answer could not be made.\n");
    }
  });

  test("go on when a connection could not be accepted", async () => {
    await using probes = await serve();
    const requests = channel("http.server.request.start");
    const server = await new Promise<Server>((resolve) => {
      const onRequest = (message: unknown): void => {
        requests.unsubscribe(onRequest);
        resolve((message as { readonly server: Server }).server);
      };
      requests.subscribe(onRequest);
      void read(`${probes.url}/healthz`);
    });
    server.emit("error", new Error("accept EMFILE"));
    expect(await read(`${probes.url}/healthz`)).toMatch(/^200 /);
  });

  test("listen on loopback by default", async () => {
    await using probes = await serve();
    expect(probes.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test("reject when the port is in use", async () => {
    await using probes = await serve();
    const port = Number(new URL(probes.url).port);
    await expect(serve({ port })).rejects.toThrow("EADDRINUSE");
  });

  test("end when they are disposed, open connections included; twice is harmless", async () => {
    const probes = await serve({ metrics: () => new Promise(() => {}) });
    const { port } = new URL(probes.url);
    const idle = connect(Number(port), "127.0.0.1");
    await new Promise((resolve) => idle.once("connect", resolve));
    const ended = new Promise((resolve) => idle.once("close", resolve));
    const waiting = request(`${probes.url}/metrics`).end();
    const cut = new Promise((resolve) => waiting.once("error", resolve));
    await new Promise((resolve) => waiting.once("socket", (socket) => socket.once("connect", resolve)));
    await probes[Symbol.asyncDispose]();
    await probes[Symbol.asyncDispose]();
    await Promise.all([ended, cut]);
    await expect(fetch(`${probes.url}/healthz`)).rejects.toThrow();
  });
});

test.each([
  [{ port: "x" }, 'port must be a whole number from 0 to 65535, but it is "x"'],
  [{ port: 65_536 }, "port must be a whole number"],
  [{ port: -1 }, "port must be a whole number"],
  [{ host: "" }, 'host must be an address such as "127.0.0.1" or "0.0.0.0", but it is ""'],
  [{ host: " " }, "host must be an address"],
  [{ runner: {} }, "runner must have the method health, readiness"],
])("probes refuse %o", async (options, message) => {
  await expect(serve(options as never)).rejects.toThrow(message);
});
