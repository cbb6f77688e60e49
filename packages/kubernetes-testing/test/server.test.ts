import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApiServer } from "@workset/kubernetes-testing";
import { expect, test } from "vitest";
import { configMaps, createMap, Lines, send } from "./client.ts";

test("an object that was created is read and listed", async () => {
  await using server = await startApiServer();
  const created = await createMap(server, "a");
  expect((await send(server, "GET", `${configMaps}/a`)).body).toEqual(created);
  expect((await send(server, "GET", configMaps)).body.items).toHaveLength(1);
});

test("a watch delivers what follows the version of a list, over a port as without one", async () => {
  await using server = await startApiServer();
  const { url } = await server.listen();
  const { body } = await send(server, "GET", configMaps);
  const overPort = { fetch: (path: string, init?: RequestInit) => fetch(`${url}${path}`, init) };
  for (const [name, client] of Object.entries({
    "in-process": server,
    "by-port": overPort as typeof server,
  })) {
    await using watch = await Lines.open(
      client,
      `${configMaps}?watch=1&resourceVersion=${body.metadata.resourceVersion}`,
    );
    await createMap(server, name);
    let line = await watch.next();
    while (line?.object.metadata.name !== name) line = await watch.next();
    expect(line.type).toBe("ADDED");
  }
  await expect.poll(() => server.openWatches).toBe(0);
});

test("a port speaks TLS with a certificate that was made for it", async () => {
  await using server = await startApiServer();
  const port = await server.listen({ tls: true });
  const { get } = await import("node:https");
  const status = await new Promise<number | undefined>((resolve, reject) => {
    get(`${port.url}/readyz`, { ca: port.certificate }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once("error", reject);
  });
  expect(status).toBe(200);
});

test("a closed server refuses connections and ends its watches cleanly", async () => {
  const server = await startApiServer();
  const { url } = await server.listen();
  await using watch = await Lines.open(server, `${configMaps}?watch=1`);
  await server.close();
  expect(await watch.next()).toBeUndefined();
  await expect(fetch(url)).rejects.toThrow();
  await expect(server.fetch("/readyz")).rejects.toThrow("down");
});

test("the state of a file is there again, definitions and versions included", async () => {
  const folder = await mkdtemp(join(tmpdir(), "api-server-"));
  const file = join(folder, "state.db");
  try {
    let version = "";
    {
      await using server = await startApiServer({ file });
      await createMap(server, "proto");
      await send(server, "POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
      await send(server, "POST", things, {
        kind: "Thing",
        apiVersion: "example.test/v1",
        metadata: { name: "t" },
      });
      version = server.resourceVersion;
    }
    await using server = await startApiServer({ file });
    expect(server.resourceVersion).toBe(version);
    expect((await send(server, "GET", `${things}/t`)).status).toBe(200);
    expect((await send(server, "GET", configMaps)).body.items.map(({ metadata }) => metadata.name)).toEqual([
      "proto",
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a file that is no state is refused with its name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "api-server-"));
  const file = join(folder, "other.db");
  const { writeFile } = await import("node:fs/promises");
  await writeFile(file, "this is not SQLite, whatever its name says".repeat(100));
  await expect(startApiServer({ file })).rejects.toThrow(file);
  await rm(folder, { recursive: true });
});

test("an option that makes no sense is refused by name", async () => {
  await expect(startApiServer({ version: "1.99" as "1.36" })).rejects.toThrow(
    'version must be "1.36" or "1.20"',
  );
  await expect(startApiServer({ history: -1 })).rejects.toThrow("history");
});

const things = "/apis/example.test/v1/things";
const definition = {
  metadata: { name: "things.example.test" },
  spec: {
    group: "example.test",
    scope: "Cluster",
    names: { plural: "things", kind: "Thing" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};
