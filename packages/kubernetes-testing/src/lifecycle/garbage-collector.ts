import type { Context } from "../context.ts";
import type { KubernetesObject, OwnerReference } from "../resources/object.ts";
import { keyOf, type Resource } from "../resources/resource.ts";
import type { Change } from "../storage/storage.ts";

/** Deletes objects whose owners are gone, and what the foreground and orphan policies hold an owner for. */
export class GarbageCollector implements Disposable {
  readonly #context: Context;
  readonly #subscription: Disposable;
  /** The dependents of each owner, by the owner's uid: collection and key. */
  readonly #dependents = new Map<string, Map<string, { collection: string; key: string }>>();

  constructor(context: Context) {
    this.#context = context;
    for (const { collection, key, object } of context.storage.everything())
      this.#learn(collection, key, undefined, object);
    this.#subscription = context.storage.subscribe((change) => this.#follow(change));
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  #follow({ collection, key, object, previous, deleted }: Change): void {
    this.#learn(collection, key, previous, deleted ? undefined : object);
    const { uid, deletionTimestamp, finalizers, ownerReferences } = object.metadata;
    if (deleted) {
      queueMicrotask(() => {
        this.#collect(uid!);
        for (const owner of ownerReferences ?? []) this.#finishForeground(owner, object.metadata.namespace);
      });
    } else if (
      deletionTimestamp !== undefined &&
      (finalizers?.includes("orphan") || finalizers?.includes("foregroundDeletion"))
    ) {
      queueMicrotask(() => this.#propagate(collection, key));
    } else if (ownerReferences !== undefined && previous === undefined) {
      queueMicrotask(() => this.#judge(collection, key));
    }
  }

  #learn(
    collection: string,
    key: string,
    before: KubernetesObject | undefined,
    after: KubernetesObject | undefined,
  ): void {
    const place = `${collection} ${key}`;
    for (const { uid } of before?.metadata.ownerReferences ?? []) this.#dependents.get(uid)?.delete(place);
    for (const { uid } of after?.metadata.ownerReferences ?? []) {
      let found = this.#dependents.get(uid);
      if (found === undefined) this.#dependents.set(uid, (found = new Map()));
      found.set(place, { collection, key });
    }
  }

  #collect(uid: string): void {
    for (const { collection, key } of this.#dependents.get(uid)?.values() ?? []) this.#judge(collection, key);
  }

  /** Deletes an object if it has owners and none of them is left. */
  #judge(collection: string, key: string): void {
    const { storage, registry, objects } = this.#context;
    const object = storage.get(collection, key);
    const owners = object?.metadata.ownerReferences ?? [];
    if (object === undefined || owners.length === 0 || object.metadata.deletionTimestamp !== undefined)
      return;
    const resource = registry.ofCollection(collection);
    if (resource === undefined) return;
    const left = owners.filter((owner) => this.#exists(owner, object.metadata.namespace));
    const { name, namespace } = object.metadata;
    if (left.length === 0) return void objects.delete(resource, namespace, name!, background);
    if (left.length === owners.length) return;
    const metadata = { ...object.metadata, ownerReferences: left };
    storage.put(collection, key, { ...object, metadata });
  }

  #exists(owner: OwnerReference, namespace: string | undefined): boolean {
    const found = this.#find(owner, namespace);
    // An owner of a kind that is not served cannot be judged.
    return found === "unknown" || found?.object.metadata.uid === owner.uid;
  }

  #find(
    owner: OwnerReference,
    namespace: string | undefined,
  ): { resource: Resource; object: KubernetesObject } | "unknown" | undefined {
    const resource = this.#context.registry.findKind(owner.apiVersion, owner.kind);
    if (resource === undefined) return "unknown";
    const object = this.#context.storage.get(resource.collection, keyOf(resource, namespace, owner.name));
    return object === undefined ? undefined : { resource, object };
  }

  /** Does for a deleted owner what its policy asks: removes the references of its dependents, or deletes them first. */
  #propagate(collection: string, key: string): void {
    const { storage, registry, objects } = this.#context;
    const owner = storage.get(collection, key);
    if (owner?.metadata.deletionTimestamp === undefined) return;
    const finalizers = owner.metadata.finalizers ?? [];
    const dependents = [...(this.#dependents.get(owner.metadata.uid!)?.values() ?? [])];
    if (finalizers.includes("orphan")) {
      for (const dependent of dependents) this.#removeReference(dependent, owner.metadata.uid!);
      this.#release(collection, key, "orphan");
      return;
    }
    let blocked = false;
    for (const dependent of dependents) {
      const object = storage.get(dependent.collection, dependent.key);
      const resource = registry.ofCollection(dependent.collection);
      if (object === undefined || resource === undefined) continue;
      const { name, namespace, ownerReferences, deletionTimestamp } = object.metadata;
      if (deletionTimestamp === undefined) objects.delete(resource, namespace, name!, foreground);
      const reference = ownerReferences?.find(({ uid }) => uid === owner.metadata.uid);
      blocked ||=
        reference?.blockOwnerDeletion === true &&
        storage.get(dependent.collection, dependent.key) !== undefined;
    }
    if (!blocked) this.#release(collection, key, "foregroundDeletion");
  }

  #finishForeground(owner: OwnerReference, namespace: string | undefined): void {
    const found = this.#find(owner, namespace);
    if (found === undefined || found === "unknown") return;
    if (found.object.metadata.finalizers?.includes("foregroundDeletion")) {
      this.#propagate(found.resource.collection, keyOf(found.resource, namespace, owner.name));
    }
  }

  #removeReference({ collection, key }: { collection: string; key: string }, uid: string): void {
    const { storage } = this.#context;
    const object = storage.get(collection, key);
    if (object === undefined) return;
    const { ownerReferences, ...metadata } = object.metadata;
    const left = (ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    storage.put(collection, key, {
      ...object,
      metadata: left.length === 0 ? metadata : { ...metadata, ownerReferences: left },
    });
  }

  #release(collection: string, key: string, finalizer: string): void {
    const { storage } = this.#context;
    const object = storage.get(collection, key);
    if (object === undefined) return;
    const { finalizers, ...metadata } = object.metadata;
    const left = (finalizers ?? []).filter((one) => one !== finalizer);
    if (left.length === 0) storage.remove(collection, key);
    else storage.put(collection, key, { ...object, metadata: { ...metadata, finalizers: left } });
  }
}

const background = {
  uid: undefined,
  resourceVersion: undefined,
  propagation: "Background",
  gracePeriodSeconds: undefined,
  dryRun: false,
} as const;
const foreground = { ...background, propagation: "Foreground" } as const;
