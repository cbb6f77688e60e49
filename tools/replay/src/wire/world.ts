import type { AccessOptions, ApiServer } from "@workset/kubernetes-testing";

const json = { "content-type": "application/json" };

/** Who the recorder asked as: an administrator, a user without rights, and requests without or with a wrong token. */
export const recordedUsers: AccessOptions = {
  tokens: { admin: { name: "admin" }, nobody: { name: "nobody" } },
  rules: [{ allow: true, users: ["admin"] }, { allow: false }],
};

/** The headers of a request of that user. */
export function headersOf(user: string): Readonly<Record<string, string>> {
  return user === "anonymous" ? {} : { authorization: `Bearer ${user}` };
}

/** Makes what was there before the scenarios: a namespace, and two definitions of custom resources. */
export async function prepare(server: ApiServer): Promise<void> {
  await post(server, "/api/v1/namespaces", { metadata: { name: "ns1" } });
  for (const definition of [
    definitionOf("widgets", "Widget", "Namespaced"),
    definitionOf("gadgets", "Gadget", "Cluster"),
  ]) {
    await post(server, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
  }
}

async function post(server: ApiServer, path: string, body: object): Promise<void> {
  const response = await server.fetch(path, {
    method: "POST",
    headers: { ...json, ...headersOf("admin") },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
}

function definitionOf(plural: string, kind: string, scope: string): object {
  const integer = { type: "integer" };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.example.test` },
    spec: {
      group: "example.test",
      scope,
      names: { plural, singular: kind.toLowerCase(), kind },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          subresources: {
            status: {},
            scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
          },
          additionalPrinterColumns: [{ name: "Color", type: "string", jsonPath: ".spec.color" }],
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                spec: {
                  type: "object",
                  properties: {
                    color: { type: "string", maxLength: 20 },
                    size: { ...integer, minimum: 0, maximum: 10 },
                    replicas: integer,
                    mode: { type: "string" },
                  },
                },
                status: { type: "object", properties: { ready: { type: "boolean" }, replicas: integer } },
              },
            },
          },
        },
      ],
    },
  };
}
