import type { Context } from "../context.ts";

/** Creates the namespaces that every cluster has. */
export function createFirstNamespaces({ objects, registry }: Context): void {
  const resource = registry.find("", "v1", "namespaces")!;
  for (const name of ["default", "kube-node-lease", "kube-public", "kube-system"]) {
    if (objects.find(resource, undefined, name) !== undefined) continue;
    const namespace = {
      kind: "Namespace",
      apiVersion: "v1",
      metadata: { name },
      spec: {},
      status: { phase: "Active" },
    };
    objects.create(resource, undefined, namespace, {
      manager: "kube-apiserver",
      subresource: undefined,
      dryRun: false,
    });
  }
}
