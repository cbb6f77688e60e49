import { startApiServer } from "@workset/kubernetes-testing";
import { expect, test } from "vitest";
import { send } from "./client.ts";

test("times of an Event that are not set are null, and its source is an object", async () => {
  await using server = await startApiServer();
  const events = "/api/v1/namespaces/default/events";
  const involvedObject = { kind: "Pod", namespace: "default", name: "p" };
  const { status, body } = await send(server, "POST", events, { metadata: { name: "e" }, involvedObject });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    source: {},
    reportingComponent: "",
  });
  const found = await send(server, "GET", `${events}?fieldSelector=involvedObject.name%3Dp,source%3D`);
  expect(found.body.items).toHaveLength(1);
});

test("a finalizer of a built-in kind must be fully qualified", async () => {
  await using server = await startApiServer();
  const metadata = { name: "a", finalizers: ["mine"] };
  const { body } = await send(server, "POST", "/api/v1/namespaces/default/configmaps", { metadata });
  expect(body.message).toContain("metadata.finalizers[0]");
  expect(body.message).toContain("neither a standard finalizer name nor is it fully qualified");
});
