import { ManualClock } from "@workset/clock";
import { startApiServer, type Fault } from "@workset/kubernetes-testing";
import { expect, test } from "vitest";
import { configMaps, createMap, Lines, send } from "./client.ts";

test("a failed request has the code and reason of the fault, and the next one succeeds", async () => {
  await using server = await startApiServer();
  const fault = server.inject({ effect: "fail", code: 409, match: { verb: "list", resource: "configmaps" } });
  expect((await send(server, "GET", "/api/v1/namespaces/default/secrets")).status).toBe(200);
  const { status, body } = await send(server, "GET", configMaps);
  expect([status, body.reason]).toEqual([409, "Conflict"]);
  expect((await send(server, "GET", configMaps)).status).toBe(200);
  expect(fault.met).toBe(1);
});

test("too many requests are answered as plain text with a time to wait", async () => {
  await using server = await startApiServer();
  server.inject({ effect: "too-many-requests", retryAfterSeconds: 7, times: 2 });
  for (const expected of [429, 429, 200]) {
    const { status, headers } = await send(server, "GET", configMaps);
    expect(status).toBe(expected);
    expect(headers.get("retry-after")).toBe(expected === 429 ? "7" : null);
  }
});

test("a request that is dropped before it is handled has no effect, one that is dropped after it has", async () => {
  await using server = await startApiServer();
  for (const [when, name, status] of [
    ["before", "a", 404],
    ["after", "b", 200],
  ] as const) {
    server.inject({ effect: "drop", when, match: { verb: "create" } });
    await expect(createMap(server, name)).rejects.toThrow("broken");
    expect((await send(server, "GET", `${configMaps}/${name}`)).status).toBe(status);
  }
});

test("a delayed request is handled when its time has passed", async () => {
  const clock = new ManualClock();
  await using server = await startApiServer({ clock });
  server.inject({ effect: "delay", delayMs: 500 });
  let answered = false;
  const request = send(server, "GET", configMaps).then(() => (answered = true));
  await new Promise(setImmediate);
  expect(answered).toBe(false);
  clock.advance(500);
  await request;
});

test("a request that is never answered ends when its client leaves", async () => {
  await using server = await startApiServer();
  server.inject({ effect: "stall" });
  const left = new AbortController();
  const request = server.fetch(configMaps, { signal: left.signal });
  left.abort();
  await expect(request).rejects.toThrow();
});

test("a watch is cut in the middle of a line, and the connection breaks", async () => {
  await using server = await startApiServer();
  server.inject({ effect: "cut", afterLines: 1, match: { verb: "watch" } });
  await createMap(server, "a");
  await createMap(server, "b");
  await using watch = await Lines.open(server, `${configMaps}?watch=1`);
  expect((await watch.next())?.object.metadata.name).toBe("a");
  await expect(watch.next()).rejects.toThrow();
  expect(watch.rest.length).toBeGreaterThan(0);
  expect(() => JSON.parse(watch.rest) as unknown).toThrow();
});

test("a watch ends cleanly or with an ERROR line after the lines of the fault", async () => {
  await using server = await startApiServer();
  await createMap(server, "a");
  const ends: readonly (readonly [Fault["effect"] & ("end" | "expire"), number | undefined])[] = [
    ["end", undefined],
    ["expire", 410],
  ];
  for (const [effect, code] of ends) {
    server.inject({ effect, afterLines: 1, match: { verb: "watch" } });
    await using watch = await Lines.open(server, `${configMaps}?watch=1`);
    expect((await watch.next())?.type).toBe("ADDED");
    expect((await watch.next())?.object.code).toBe(code);
    expect(await watch.next()).toBeUndefined();
  }
  expect(server.openWatches).toBe(0);
});

test("a fault that was taken back does not happen", async () => {
  await using server = await startApiServer();
  {
    using _fault = server.inject({ effect: "fail", code: 500, times: 10 });
    expect((await send(server, "GET", configMaps)).status).toBe(500);
  }
  expect((await send(server, "GET", configMaps)).status).toBe(200);
});

test("a paused server answers nothing until it goes on", async () => {
  await using server = await startApiServer();
  await using watch = await Lines.open(server, `${configMaps}?watch=1`);
  await createMap(server, "a");
  const seen: string[] = [];
  const pause = server.pause();
  const request = createMap(server, "b").then(() => seen.push("created"));
  await new Promise(setImmediate);
  expect(seen).toEqual([]);
  pause[Symbol.dispose]();
  await request;
  expect([await watch.next(), await watch.next()].map((line) => line?.object.metadata.name)).toEqual([
    "a",
    "b",
  ]);
});

test("a restart breaks watches, refuses connections meanwhile, and forgets the past but not the state", async () => {
  await using server = await startApiServer();
  const { url } = await server.listen();
  const first = await createMap(server, "a");
  const last = await createMap(server, "b");
  await using watch = await Lines.open(
    server,
    `${configMaps}?watch=1&resourceVersion=${last.metadata.resourceVersion}`,
  );
  await server.restart({
    whileDown: async () => {
      await expect(watch.next()).rejects.toThrow();
      await expect(fetch(`${url}/readyz`)).rejects.toThrow();
      await expect(server.fetch("/readyz")).rejects.toThrow("down");
    },
  });
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await using old = await Lines.open(
    server,
    `${configMaps}?watch=1&resourceVersion=${first.metadata.resourceVersion}`,
  );
  expect((await old.next())?.object.code).toBe(410);
  await using resumed = await Lines.open(
    server,
    `${configMaps}?watch=1&resourceVersion=${last.metadata.resourceVersion}`,
  );
  await createMap(server, "c");
  expect((await resumed.next())?.object.metadata.name).toBe("c");
});
