import { startApiServer } from "@workset/kubernetes-testing";
import { expect, test } from "vitest";
import { configMaps, send } from "./client.ts";

const access = {
  tokens: { "secret-of-ann": { name: "ann", groups: ["readers"] }, "secret-of-bob": { name: "bob" } },
  rules: [
    { allow: true, users: ["group:readers"], verbs: ["get", "list", "watch"] },
    { allow: false, users: ["ann"] },
  ],
};

const as = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

test("the first rule that fits decides what a user may do", async () => {
  await using server = await startApiServer({ access });
  expect((await send(server, "GET", configMaps, undefined, as("secret-of-ann"))).status).toBe(200);
  const { status, body } = await send(
    server,
    "POST",
    configMaps,
    { metadata: { name: "a" } },
    as("secret-of-ann"),
  );
  expect([status, body.message]).toEqual([
    403,
    'configmaps is forbidden: User "ann" cannot create resource "configmaps" in API group "" in the namespace "default"',
  ]);
  expect(
    (await send(server, "POST", configMaps, { metadata: { name: "a" } }, as("secret-of-bob"))).status,
  ).toBe(201);
});

test("an unknown token is refused without being repeated, and no token is anonymous", async () => {
  await using server = await startApiServer({ access });
  const refused = await send(server, "GET", configMaps, undefined, as("secret-of-eve"));
  expect(refused.status).toBe(401);
  expect(JSON.stringify(refused.body)).not.toContain("secret");
  const anonymous = await send(server, "GET", configMaps);
  expect([anonymous.status, anonymous.body.message]).toEqual([
    403,
    expect.stringContaining("system:anonymous"),
  ]);
  server.setAccess({ ...access, anonymous: false });
  expect((await send(server, "GET", configMaps)).status).toBe(401);
});
