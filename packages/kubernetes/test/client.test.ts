import type * as models from "@kubernetes/client-node";
import {
  isConflict,
  kubernetesClient,
  resourceType,
  type KubernetesObject,
  type ModelsIn,
} from "@workset/kubernetes";
import { describe, expect, test } from "vitest";
import { answering, ScriptedServer } from "./scripted-fetch.ts";

interface Widget extends KubernetesObject {
  readonly spec?: { readonly size: number };
}

const widgets = resourceType<Widget>({
  group: "example.test",
  version: "v1",
  resource: "widgets",
  kind: "Widget",
});
const web = { metadata: { name: "web", namespace: "shop" } };

function asking() {
  const server = new ScriptedServer(({ path }) => ({ body: { metadata: { name: path } } }));
  const sent = () =>
    server.requests.map(({ init }) => (init.body === undefined ? undefined : JSON.parse(init.body)));
  return { server, sent, client: kubernetesClient({ cluster: server.cluster }) };
}

describe("the objects of a resource", () => {
  test("are read and written by the verbs of the server", async () => {
    const { server, client } = asking();
    const pods = client.pods("shop");
    await pods.get("web");
    await pods.list({ labelSelector: "app=web", limit: 3 });
    await pods.create(web, { fieldManager: "me", dryRun: true });
    await pods.update(web, { fieldValidation: "Strict" });
    await pods.updateStatus(web);
    await pods.patch("web", { metadata: {} }, { subResource: "status" });
    await pods.apply(web, { fieldManager: "me", force: true });
    await pods.applyStatus(web, { fieldManager: "me" });
    await pods.delete("web", { propagationPolicy: "Foreground" });
    await pods.deleteCollection({ labelSelector: "app=web" });
    await pods.request("POST", "web", "eviction").body({}).do();
    const path = "/api/v1/namespaces/shop/pods";
    expect(server.asked).toEqual([
      `GET ${path}/web`,
      `GET ${path}?labelSelector=app=web&limit=3`,
      `POST ${path}?fieldManager=me&dryRun=All`,
      `PUT ${path}/web?fieldValidation=Strict`,
      `PUT ${path}/web/status`,
      `PATCH ${path}/web/status`,
      `PATCH ${path}/web?fieldManager=me&force=true`,
      `PATCH ${path}/web/status?fieldManager=me`,
      `DELETE ${path}/web`,
      `DELETE ${path}?labelSelector=app=web`,
      `POST ${path}/web/eviction`,
    ]);
  });

  test("are sent with kind and version, and deleted with what must hold", async () => {
    const { client, sent } = asking();
    await client.deployments().create(web);
    await client.resource(widgets).apply({ apiVersion: "example.test/v2", ...web }, { fieldManager: "me" });
    await client.leases("shop").delete("web", { preconditions: { uid: "u" }, dryRun: true });
    expect(sent()).toEqual([
      { apiVersion: "apps/v1", kind: "Deployment", ...web },
      { apiVersion: "example.test/v2", kind: "Widget", ...web },
      { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "u" }, dryRun: ["All"] },
    ]);
  });

  test("of all namespaces are listed, and each is written where it says that it lives", async () => {
    const { server, client } = asking();
    await client.pods().list();
    await client.pods().update(web);
    await client.nodes().get("n1");
    await client.dynamic({ group: "example.test", version: "v1", resource: "gadgets" }).get("g");
    expect(server.asked).toEqual([
      "GET /api/v1/pods",
      "PUT /api/v1/namespaces/shop/pods/web",
      "GET /api/v1/nodes/n1",
      "GET /apis/example.test/v1/gadgets/g",
    ]);
  });

  test("that live in namespaces are not looked for without one, nor the others with one", async () => {
    const { server, client } = asking();
    await expect(client.pods().get("web")).rejects.toThrow(/pods live in namespaces: name the one of "web"/);
    await expect(client.pods().delete("web")).rejects.toThrow(RangeError);
    await expect(client.pods().create({ metadata: { name: "web" } })).rejects.toThrow(/the new object/);
    expect(() => client.nodes("shop")).toThrow(/nodes live in no namespace/);
    await expect(client.pods("shop").delete("")).rejects.toThrow(/^name must be a name/);
    await expect(client.pods("shop").update({})).rejects.toThrow("the object has no metadata.name");
    expect(server.requests).toEqual([]);
  });

  test("are listed page by page", async () => {
    const page = (name: string, at?: string) => ({
      body: { metadata: { resourceVersion: "5", continue: at }, items: [{ metadata: { name } }] },
    });
    const server = answering(page("a", "next"), page("b"));
    const names: unknown[] = [];
    const options = {
      labelSelector: "x=y",
      resourceVersion: "5",
      resourceVersionMatch: "NotOlderThan",
    } as const;
    for await (const { metadata } of kubernetesClient({ cluster: server.cluster }).pods().all(options)) {
      names.push(metadata?.name);
    }
    expect(names).toEqual(["a", "b"]);
    expect(server.asked[1]).toBe("GET /api/v1/pods?limit=500&labelSelector=x=y&continue=next");
  });

  test("say why they were refused", async () => {
    const body = { kind: "Status", code: 409, reason: "Conflict", message: "modified" };
    const { cluster } = answering({ status: 409, body });
    const refused = kubernetesClient({ cluster }).pods("shop").update(web);
    expect(isConflict(await refused.catch((error: unknown) => error))).toBe(true);
  });

  test("are the source of an informer", async () => {
    const body = {
      kind: "WidgetList",
      apiVersion: "example.test/v1",
      metadata: { resourceVersion: "5" },
      items: [web],
    };
    const server = answering({ body });
    const source = kubernetesClient({ cluster: server.cluster })
      .resource(widgets, "shop")
      .listWatch({ labelSelector: "a=b" });
    const { items } = await source.list({ version: "0", signal: new AbortController().signal });
    expect(items[0]?.metadata?.name).toBe("web");
    expect(server.asked).toEqual([
      "GET /apis/example.test/v1/namespaces/shop/widgets?labelSelector=a=b&resourceVersion=0",
    ]);
  });
});

test("objects have the types of the models that the program has, with times as they are on the wire", async () => {
  const { cluster } = new ScriptedServer(() => ({
    body: { metadata: { creationTimestamp: "2026-01-01T00:00:00Z" } },
  }));
  const client = kubernetesClient<ModelsIn<typeof models>>({ cluster });
  const pod = await client.pods("shop").get("web");
  const phase: string | undefined = pod.status?.phase;
  const created: string | undefined = pod.metadata?.creationTimestamp;
  const deployment = await client.deployments("shop").get("web");
  const replicas: number | undefined = deployment.spec?.replicas;
  // @ts-expect-error a pod has no replicas
  expect([phase, created, replicas, pod.spec?.replicas]).toEqual([
    undefined,
    "2026-01-01T00:00:00Z",
    undefined,
    undefined,
  ]);

  // Without models, metadata is known and the rest is unknown.
  const untyped = await kubernetesClient({ cluster }).pods("shop").get("web");
  const spec: unknown = untyped["spec"];
  expect(spec).toBeUndefined();
});

describe("discovery", () => {
  const widget = {
    name: "widgets",
    singularName: "widget",
    namespaced: true,
    kind: "Widget",
    verbs: ["get"],
  };
  const legacy: Readonly<Record<string, unknown>> = {
    "/api": { kind: "APIVersions", versions: ["v1"] },
    "/api/v1": {
      groupVersion: "v1",
      resources: [
        { name: "pods", namespaced: true, kind: "Pod", verbs: ["get", "list"], shortNames: ["po"] },
        { name: "pods/status", namespaced: true, kind: "Pod", verbs: ["get"] },
      ],
    },
    "/apis": {
      kind: "APIGroupList",
      groups: [
        {
          name: "example.test",
          versions: [{ groupVersion: "example.test/v2" }, { groupVersion: "example.test/v1" }],
          preferredVersion: { groupVersion: "example.test/v1" },
        },
        { name: "down.test", versions: [{ groupVersion: "down.test/v1" }] },
      ],
    },
    "/apis/example.test/v1": { groupVersion: "example.test/v1", resources: [widget] },
    "/apis/example.test/v2": { groupVersion: "example.test/v2", resources: [widget] },
  };
  const aggregated: Readonly<Record<string, unknown>> = {
    "/api": {
      kind: "APIGroupDiscoveryList",
      items: [
        {
          metadata: { creationTimestamp: null },
          versions: [
            {
              version: "v1",
              resources: [
                {
                  resource: "pods",
                  responseKind: { group: "", version: "", kind: "Pod" },
                  scope: "Namespaced",
                  singularResource: "pod",
                  verbs: ["get"],
                  subresources: [{ subresource: "status", responseKind: { kind: "Pod" }, verbs: ["get"] }],
                },
              ],
            },
          ],
        },
      ],
    },
    "/apis": {
      kind: "APIGroupDiscoveryList",
      items: [{ metadata: { name: "down.test" }, versions: [{ version: "v1", freshness: "Stale" }] }],
    },
  };
  const serving = (answers: Readonly<Record<string, unknown>>) => {
    const server = new ScriptedServer(({ path }) =>
      path in answers ? { body: answers[path] } : { status: 404 },
    );
    return { server, client: kubernetesClient({ cluster: server.cluster }) };
  };

  test.each([
    ["older", legacy],
    ["newer", aggregated],
  ])("in the %s form finds the resource of a kind, and says who did not answer", async (_, answers) => {
    const { client } = serving(answers);
    const pods = await client.discovery.resourceOf({ group: "", kind: "Pod" });
    expect(pods).toMatchObject({
      group: "",
      version: "v1",
      resource: "pods",
      namespaced: true,
      subResources: ["status"],
    });
    expect([...(await client.discovery.resources()).failures.keys()]).toEqual(["down.test/v1"]);
    await expect(client.discovery.resourceOf({ group: "down.test", kind: "X" })).rejects.toThrow(
      "the server has no kind X in down.test/*; these did not answer: down.test/v1",
    );
  });

  test("prefers the version that the server prefers", async () => {
    const { client } = serving(legacy);
    expect(await client.discovery.resourceOf({ group: "example.test", kind: "Widget" })).toMatchObject({
      version: "v1",
    });
    const second = { group: "example.test", version: "v2", resource: "widgets" };
    expect(await client.discovery.resourceOf(second)).toMatchObject({ version: "v2" });
  });

  test("is kept, and asked for again when something is missing", async () => {
    const answers: Record<string, unknown> = { "/apis": { groups: [] }, "/api": { versions: [] } };
    const { server, client } = serving(answers);
    const sought = { group: "example.test", kind: "Widget" };
    await expect(client.discovery.resourceOf(sought)).rejects.toThrow(/no kind Widget/);
    expect(server.requests).toHaveLength(2);
    Object.assign(answers, legacy);
    expect(await client.discovery.resourceOf(sought)).toMatchObject({ resource: "widgets" });
    const asked = server.requests.length;
    await client.discovery.resourceOf(sought);
    expect(server.requests).toHaveLength(asked);
  });

  test("that failed is not kept", async () => {
    const answers = [
      { status: 500 },
      { status: 500 },
      { body: aggregated["/api"] },
      { body: aggregated["/apis"] },
    ];
    const client = kubernetesClient({ cluster: answering(...answers).cluster });
    await expect(client.discovery.resources()).rejects.toMatchObject({ code: 500 });
    expect((await client.discovery.resources()).resources).toHaveLength(1);
  });

  test("lets any object be applied, wherever it lives", async () => {
    const { server, client } = serving({
      ...legacy,
      "/apis/example.test/v1/namespaces/shop/widgets/web": {},
      "/apis/example.test/v1/namespaces/default/widgets/db": {},
    });
    const widget = { apiVersion: "example.test/v1", kind: "Widget" };
    await client.apply({ ...widget, ...web }, { fieldManager: "me" });
    await client.apply({ ...widget, metadata: { name: "db" } }, { fieldManager: "me" });
    expect(server.asked.slice(-2)).toEqual([
      "PATCH /apis/example.test/v1/namespaces/shop/widgets/web?fieldManager=me",
      "PATCH /apis/example.test/v1/namespaces/default/widgets/db?fieldManager=me",
    ]);
    expect((await client.ofKind("example.test/v2", "Widget", "shop")).type.version).toBe("v2");
  });

  test("finds OpenAPI documents", async () => {
    const { server, client } = serving({
      "/openapi/v3": { paths: { "api/v1": { serverRelativeURL: "/openapi/v3/api/v1?hash=AB" } } },
      "/openapi/v3/api/v1": { openapi: "3.0.0" },
      "/version": { gitVersion: "v1.36.4" },
    });
    expect(await client.discovery.openApi("v1")).toEqual({ openapi: "3.0.0" });
    expect(server.asked.at(-1)).toBe("GET /openapi/v3/api/v1?hash=AB");
    await expect(client.discovery.openApi("apps/v1")).rejects.toThrow(/no OpenAPI document of apps\/v1/);
    expect(await client.discovery.version()).toEqual({ gitVersion: "v1.36.4" });
  });
});
