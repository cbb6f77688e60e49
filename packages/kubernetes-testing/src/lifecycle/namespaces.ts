import type { Context } from "../context.ts";
import type { JsonObject, KubernetesObject } from "../resources/object.ts";
import type { Change } from "../storage/storage.ts";

const collection = "/namespaces";

/** Empties namespaces that are deleted, and removes them when nothing is left in them. */
export class NamespaceCleanup implements Disposable {
  readonly #context: Context;
  readonly #subscription: Disposable;

  constructor(context: Context) {
    this.#context = context;
    this.#subscription = context.storage.subscribe((change) => this.#follow(change));
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  #follow({ collection: changed, object, deleted }: Change): void {
    const namespace = changed === collection ? object.metadata.name! : object.metadata.namespace;
    if (namespace === undefined || (changed === collection && deleted)) return;
    const terminating = changed === collection ? object : this.#context.storage.get(collection, namespace);
    if (terminating?.metadata.deletionTimestamp === undefined) return;
    queueMicrotask(() => this.#cleanUp(namespace));
  }

  #cleanUp(name: string): void {
    const { storage, registry, objects } = this.#context;
    const namespace = storage.get(collection, name);
    if (namespace?.metadata.deletionTimestamp === undefined) return;
    let left = false;
    for (const of of new Set(
      registry.all.filter(({ namespaced }) => namespaced).map((one) => one.collection),
    )) {
      const resource = registry.ofCollection(of)!;
      for (const { object } of storage.list(of, `${name}/`)) {
        if (object.metadata.deletionTimestamp === undefined) {
          objects.delete(resource, name, object.metadata.name!, noOptions);
        }
        left ||= storage.get(of, `${name}/${object.metadata.name!}`) !== undefined;
      }
    }
    const { finalizers } = namespace["spec"] as { finalizers?: readonly string[] };
    if (left || !(finalizers ?? []).includes("kubernetes")) return;
    const spec = {
      ...(namespace["spec"] as JsonObject),
      finalizers: (finalizers ?? []).filter((one) => one !== "kubernetes"),
    };
    const released: KubernetesObject = { ...namespace, spec };
    const gone = spec.finalizers.length === 0 && (namespace.metadata.finalizers ?? []).length === 0;
    if (gone) storage.remove(collection, name);
    else storage.put(collection, name, released);
  }
}

const noOptions = {
  uid: undefined,
  resourceVersion: undefined,
  propagation: "Background",
  gracePeriodSeconds: 0,
  dryRun: false,
} as const;
