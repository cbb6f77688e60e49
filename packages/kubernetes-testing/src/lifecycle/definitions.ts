import type { Context } from "../context.ts";
import { sameJson, type Json, type JsonObject, type KubernetesObject } from "../resources/object.ts";
import { customResources, type Definition } from "../resources/custom-resource.ts";
import type { Resource } from "../resources/resource.ts";
import { timeText } from "../resources/times.ts";
import type { Change } from "../storage/storage.ts";

const collection = "apiextensions.k8s.io/customresourcedefinitions";

/** What a definition holds on to until its objects are gone. */
export const cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

/** Serves what definitions define: adds, changes and removes resources as the definitions come and go. */
export class Definitions implements Disposable {
  readonly #context: Context;
  readonly #subscription: Disposable;

  constructor(context: Context) {
    this.#context = context;
    this.#subscription = context.storage.subscribe((change) => this.#follow(change));
    for (const { object } of context.storage.list(collection)) this.#serve(definitionOf(object));
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  #follow({ collection: changed, object, previous, deleted }: Change): void {
    if (changed !== collection || deleted) return;
    const definition = definitionOf(object);
    const before = previous === undefined ? undefined : definitionOf(previous);
    if (before === undefined || !sameJson(before, definition)) {
      if (before === undefined) this.#context.storage.begin(collectionOf(definition));
      this.#serve(definition);
      // A watch was opened on the old schema.
      if (before !== undefined) this.#endWatches(definition);
    }
    const { metadata } = object;
    if (metadata.deletionTimestamp !== undefined) {
      if (metadata.finalizers?.includes(cleanupFinalizer))
        queueMicrotask(() => this.#cleanUp(metadata.name!));
    } else if (!isEstablished(object)) queueMicrotask(() => this.#establish(metadata.name!));
  }

  #serve(definition: Definition): void {
    const { registry, dialect } = this.#context;
    registry.remove(collectionOf(definition));
    registry.add(customResources(definition, dialect));
  }

  #establish(name: string): void {
    const { resource, object } = this.#find(name);
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return;
    const now = timeText(this.#context.clock.wallNow());
    const condition = (type: string, reason: string, message: string): JsonObject => ({
      type,
      status: "True",
      lastTransitionTime: now,
      reason,
      message,
    });
    const status = {
      conditions: [
        condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
        condition("NamesAccepted", "NoConflicts", "no conflicts found"),
      ],
      acceptedNames: definitionOf(object).names as unknown as Json,
      storedVersions: (object["status"] as JsonObject)["storedVersions"] ?? [],
    };
    this.#update(resource, object, { ...object, status });
  }

  /** Deletes what the definition defined, then removes its finalizer. */
  #cleanUp(name: string): void {
    const { resource, object } = this.#find(name);
    if (object === undefined) return;
    const { storage, registry } = this.#context;
    const definition = definitionOf(object);
    const of = collectionOf(definition);
    for (const { key } of storage.list(of)) storage.remove(of, key);
    registry.remove(of);
    this.#endWatches(definition);
    const finalizers = (object.metadata.finalizers ?? []).filter((one) => one !== cleanupFinalizer);
    this.#update(resource, object, { ...object, metadata: { ...object.metadata, finalizers } }, undefined);
  }

  #update(
    resource: Resource,
    old: KubernetesObject,
    object: KubernetesObject,
    subresource: string | undefined = "status",
  ): void {
    const options = { manager: "kube-apiserver", subresource, dryRun: false };
    this.#context.objects.update(resource, undefined, old.metadata.name!, old, object, options);
  }

  #endWatches(definition: Definition): void {
    const of = collectionOf(definition);
    for (const watch of this.#context.open) if (watch.resource.collection === of) watch.end();
  }

  #find(name: string): { resource: Resource; object: KubernetesObject | undefined } {
    const { registry, objects } = this.#context;
    const resource = registry.find("apiextensions.k8s.io", "v1", "customresourcedefinitions")!;
    return { resource, object: objects.find(resource, undefined, name) };
  }
}

function definitionOf(object: KubernetesObject): Definition {
  return object["spec"] as Definition;
}

function collectionOf({ group, names }: Definition): string {
  return `${group}/${names.plural}`;
}

function isEstablished(object: KubernetesObject): boolean {
  const { conditions } = object["status"] as {
    conditions?: readonly { type: string; status: string }[] | null;
  };
  return conditions?.some(({ type, status }) => type === "Established" && status === "True") ?? false;
}
