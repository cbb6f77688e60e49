import { keyOfName } from "@workset/informer";
import type { EventSource } from "./event-source.ts";
import type { InformerLike, InformerSourceOptions } from "./informer-source.ts";
import { mapObjects } from "./map-objects.ts";

/** A reference to an owner, as Kubernetes writes it. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

/** An object that may name its owners, as those of Kubernetes do. */
export interface Owned {
  readonly metadata?: {
    readonly namespace?: string;
    readonly ownerReferences?: readonly OwnerReference[];
  };
}

/** Which owners are enqueued. */
export interface OwnerKind {
  /** The kind of the owners. */
  readonly kind: string;
  /** Their API. Only its group is compared, not its version. */
  readonly apiVersion: string;
  /**
   * Whether only the owner that controls the object counts.
   * @defaultValue true
   */
  readonly controllerOnly?: boolean;
  /**
   * Whether the owners are in the namespace of what they own; otherwise they are in none.
   * @defaultValue true
   */
  readonly namespaced?: boolean;
}

/** Enqueues the owners of an object when it changes, those before the change and those after it. */
export function ownedBy<O extends Owned>(
  informer: InformerLike<O>,
  options: InformerSourceOptions<O> & OwnerKind,
): EventSource<string>;
/** The same, for objects that name their owners elsewhere. */
export function ownedBy<O>(
  informer: InformerLike<O>,
  options: InformerSourceOptions<O> & { readonly ownerKeys: (object: O) => Iterable<string> },
): EventSource<string>;
export function ownedBy<O>(
  informer: InformerLike<O>,
  options: InformerSourceOptions<O> & (OwnerKind | { readonly ownerKeys: (object: O) => Iterable<string> }),
): EventSource<string> {
  const ownerKeys = "ownerKeys" in options ? options.ownerKeys : referencesOf(options);
  return mapObjects(informer, ownerKeys, { name: "owned", ...options });
}

function referencesOf({
  kind,
  apiVersion,
  controllerOnly = true,
  namespaced = true,
}: OwnerKind): (object: unknown) => string[] {
  const group = groupOf(apiVersion);
  return (object: unknown): string[] => {
    const { namespace, ownerReferences = [] } = (object as Owned).metadata ?? {};
    return ownerReferences
      .filter((owner) => owner.kind === kind && groupOf(owner.apiVersion) === group)
      .filter((owner) => owner.controller === true || !controllerOnly)
      .map((owner) => keyOfName({ namespace: (namespaced && namespace) || "", name: owner.name }));
  };
}

/** `"apps"` of `"apps/v1"`; nothing of `"v1"`. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}
