import type { KubernetesObject, OwnerReference } from "./kubernetes-object.ts";

/** How an object belongs to its owner. */
export interface OwnerOptions {
  /** Whether the owner controls it; an object has one controller at most. @defaultValue true */
  readonly controller?: boolean;
  /** Whether the deletion of the owner in the foreground waits for it. @defaultValue as `controller` */
  readonly blockOwnerDeletion?: boolean;
}

/**
 * The reference by which an object says that this is its owner. What the owner owns is deleted after it; in a namespace,
 * only what lives in the same one.
 * @throws TypeError when the owner has no kind, name or UID: it must have been read from the server.
 */
export function ownerReference(owner: KubernetesObject, options: OwnerOptions = {}): OwnerReference {
  const { apiVersion, kind, metadata: { name, uid } = {} } = owner;
  if (!apiVersion || !kind || !name || !uid) {
    throw new TypeError(
      "an owner must have apiVersion, kind, metadata.name and metadata.uid, as the server gives it",
    );
  }
  const { controller = true, blockOwnerDeletion = controller } = options;
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
}

/** The reference to the object's controller, if it has one. */
export function controllerOf({ metadata }: KubernetesObject): OwnerReference | undefined {
  return metadata?.ownerReferences?.find(({ controller }) => controller === true);
}

/** Whether the object says that it belongs to this owner. */
export function isOwnedBy({ metadata }: KubernetesObject, { metadata: owner }: KubernetesObject): boolean {
  const uid = owner?.uid;
  return uid !== undefined && (metadata?.ownerReferences?.some((one) => one.uid === uid) ?? false);
}

/**
 * The object with this owner as its controller; it is not changed itself. A reference to the same owner is replaced.
 * @throws Error when another owner controls it; TypeError as {@link ownerReference}.
 */
export function withController<T extends KubernetesObject>(object: T, owner: KubernetesObject): T {
  const reference = ownerReference(owner);
  const other = controllerOf(object);
  if (other && other.uid !== reference.uid) {
    throw new Error(
      `${object.metadata?.name} is controlled by ${other.kind} ${other.name}, not by ${reference.kind} ${reference.name}`,
    );
  }
  const others = (object.metadata?.ownerReferences ?? []).filter(({ uid }) => uid !== reference.uid);
  return { ...object, metadata: { ...object.metadata, ownerReferences: [...others, reference] } };
}
