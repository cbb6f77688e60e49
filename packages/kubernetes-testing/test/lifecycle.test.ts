import { startApiServer } from "@workset/kubernetes-testing";
import { expect, test } from "vitest";
import { configMaps, createMap, Lines, send } from "./client.ts";

const owner = (name: string, uid: string, blockOwnerDeletion = false): object => ({
  ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name, uid, blockOwnerDeletion }],
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("objects are deleted when the last of their owners is gone", async () => {
  await using server = await startApiServer();
  const root = await createMap(server, "root");
  const middle = await createMap(server, "middle", owner("root", root.metadata.uid));
  await createMap(server, "leaf", owner("middle", middle.metadata.uid));
  await send(server, "DELETE", `${configMaps}/root`);
  await turn();
  expect((await send(server, "GET", configMaps)).body.items).toEqual([]);
});

test("an owner of another uid is no owner", async () => {
  await using server = await startApiServer();
  await createMap(server, "root");
  await createMap(server, "child", owner("root", "00000000-0000-4000-8000-000000000000"));
  await turn();
  expect((await send(server, "GET", `${configMaps}/child`)).status).toBe(404);
});

test("the orphan policy leaves dependents without their owner", async () => {
  await using server = await startApiServer();
  const root = await createMap(server, "root");
  await createMap(server, "child", owner("root", root.metadata.uid));
  await send(server, "DELETE", `${configMaps}/root?propagationPolicy=Orphan`);
  await turn();
  expect((await send(server, "GET", `${configMaps}/root`)).status).toBe(404);
  expect((await send(server, "GET", `${configMaps}/child`)).body.metadata.ownerReferences).toBeUndefined();
});

test("the foreground policy deletes dependents before their owner", async () => {
  await using server = await startApiServer();
  const root = await createMap(server, "root");
  await createMap(server, "child", {
    ...owner("root", root.metadata.uid, true),
    finalizers: ["example.test/f"],
  });
  await send(server, "DELETE", `${configMaps}/root?propagationPolicy=Foreground`);
  await turn();
  expect((await send(server, "GET", `${configMaps}/root`)).body.metadata.finalizers).toEqual([
    "foregroundDeletion",
  ]);
  const merge = { "content-type": "application/merge-patch+json" };
  await send(server, "PATCH", `${configMaps}/child`, { metadata: { finalizers: null } }, merge);
  await turn();
  expect((await send(server, "GET", configMaps)).body.items).toEqual([]);
});

test("a deleted namespace takes what is in it, and refuses what is new", async () => {
  await using server = await startApiServer();
  await send(server, "POST", "/api/v1/namespaces", { metadata: { name: "team" } });
  const path = "/api/v1/namespaces/team/configmaps";
  await send(server, "POST", path, { metadata: { name: "held", finalizers: ["example.test/f"] } });
  await send(server, "POST", path, { metadata: { name: "free" } });
  await send(server, "DELETE", "/api/v1/namespaces/team");
  await turn();
  expect((await send(server, "GET", path)).body.items.map(({ metadata }) => metadata.name)).toEqual(["held"]);
  expect((await send(server, "POST", path, { metadata: { name: "late" } })).status).toBe(403);
  const merge = { "content-type": "application/merge-patch+json" };
  await send(server, "PATCH", `${path}/held`, { metadata: { finalizers: null } }, merge);
  await turn();
  expect((await send(server, "GET", "/api/v1/namespaces/team")).status).toBe(404);
});

test("a pod that runs on a node is given its grace before it goes", async () => {
  await using server = await startApiServer();
  const pods = "/api/v1/namespaces/default/pods";
  const spec = { nodeName: "n", containers: [{ name: "c", image: "i" }] };
  await send(server, "POST", pods, { metadata: { name: "p" }, spec });
  const { body } = await send(server, "DELETE", `${pods}/p`);
  expect(body.metadata.deletionTimestamp).toBeDefined();
  expect((await send(server, "GET", `${pods}/p`)).status).toBe(200);
  await send(server, "DELETE", `${pods}/p?gracePeriodSeconds=0`);
  expect((await send(server, "GET", `${pods}/p`)).status).toBe(404);
});

test("a client that does not read is left behind with a clean end", async () => {
  await using server = await startApiServer({ watchBacklog: 3 });
  await using watch = await Lines.open(server, `${configMaps}?watch=1`);
  for (const name of ["a", "b", "c", "d", "e"]) await createMap(server, name);
  const names: (string | undefined)[] = [];
  for (let line = await watch.next(); line !== undefined; line = await watch.next())
    names.push(line.object.metadata.name);
  expect(names).toEqual(["a", "b", "c", "d"]);
  expect(server.openWatches).toBe(0);
});
