import { failure, notFound } from "../http/status-error.ts";
import { quoted } from "../http/go-text.ts";
import type { Admission } from "../resources/object-store.ts";
import type { Resource } from "../resources/resource.ts";
import type { Registry } from "../resources/registry.ts";
import type { Storage } from "../storage/storage.ts";
import { cleanupFinalizer } from "./definitions.ts";

/** What admission looks at. */
export interface AdmissionOptions {
  readonly storage: Storage;
  readonly registry: Registry;
  /** Whether a namespace must exist before anything is created in it. */
  readonly namespaces: boolean;
}

/** Lets writes in: adds what kinds add, and keeps what is new out of namespaces that are not there or on their way out. */
export function admissionOf({ storage, registry, namespaces }: AdmissionOptions): Admission {
  const checkNamespace = (resource: Resource, namespace: string | undefined, name: string): void => {
    if (!namespaces || !resource.namespaced || namespace === undefined) return;
    const found = storage.get("/namespaces", namespace);
    if (found === undefined) throw notFound(registry.find("", "v1", "namespaces")!, namespace);
    if (found.metadata.deletionTimestamp === undefined) return;
    const { group, plural } = resource;
    const qualified = group === "" ? plural : `${plural}.${group}`;
    throw failure(
      403,
      "Forbidden",
      `${qualified} ${quoted(name)} is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
      {
        name,
        ...(group === "" ? {} : { group }),
        kind: plural,
        causes: [
          {
            reason: "NamespaceTerminating",
            message: `namespace ${namespace} is being terminated`,
            field: "metadata.namespace",
          },
        ],
      },
    );
  };
  return {
    create(resource, object) {
      checkNamespace(resource, object.metadata.namespace, object.metadata.name ?? "");
      return resource.admit(object);
    },
    update: (_resource, object) => object,
    deletion: (resource, object, asked) => ({
      graceSeconds: resource.graceSeconds?.(object, asked),
      finalizers:
        resource.collection === "apiextensions.k8s.io/customresourcedefinitions" ? [cleanupFinalizer] : [],
    }),
  };
}
