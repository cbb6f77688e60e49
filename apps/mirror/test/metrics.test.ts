import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { App, runApp } from "./app.ts";
import { fill, TempFolders } from "./temp-folders.ts";

test("serves the metrics of its queue, and whether it lives, on a free port which it names", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a", folder: { b: "b" } });
  using app = new App(["--from", folders.from, "--to", folders.to, "--json", "--metrics-port", "0"]);
  const url = new URL(String((await app.hears("metrics"))["url"]));
  await app.hears("watching");
  const metrics = await fetch(url);
  expect(metrics.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await metrics.text();
  // The folder and the two files; what the target tells of them is no news.
  expect(text).toContain('workqueue_adds_total{name="mirror"} 3');
  expect(text).toContain('workqueue_work_duration_seconds_count{name="mirror"} 3');
  expect(text).toContain('workqueue_depth{name="mirror"} 0');
  expect(await (await fetch(new URL("/healthz", url))).text()).toMatch(/^healthy\n/);
  expect((await fetch(new URL("/anything", url))).status).toBe(404);
  app.signal("SIGINT");
  expect(await app.ended()).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test("serves them to this machine alone", async () => {
  using folders = new TempFolders();
  using app = new App(["--from", folders.from, "--to", folders.to, "--json", "--metrics-port", "0"]);
  const url = new URL(String((await app.hears("metrics"))["url"]));
  expect(url.hostname).toBe("127.0.0.1");
  // Another address of the same machine: a server that listens to all addresses answers there too.
  url.hostname = "127.0.0.2";
  await expect(fetch(url)).rejects.toThrow();
});

test("a port that is taken is a reason not to start", async () => {
  using folders = new TempFolders();
  fill(folders.from, { a: "a" });
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const args = ["--from", folders.from, "--to", folders.to, "--once", "--metrics-port", String(port)];
  const { status, stdout, stderr } = await runApp(args);
  server.close();
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^mirror: .*EADDRINUSE/);
});
