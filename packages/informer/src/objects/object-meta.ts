import { keyOfName, type ObjectName } from "./object-name.ts";

/** How an informer reads objects. It reads nothing else of them. */
export interface ObjectMeta<T> {
  /** The key that identifies the object. Two objects with one key are two states of one object. */
  keyOf(object: T): string;
  /**
   * The version of this state: equal versions mean that nothing changed. In Kubernetes, the `resourceVersion`. Versions are
   * compared for equality; for order only where the source has `compareVersions`.
   */
  versionOf(object: T): string;
  /**
   * Identifies the object beyond its key: an object that is deleted and created again has another. Without it, that is an
   * update.
   * @defaultValue objects have no identity besides their key
   */
  uidOf?(object: T): string | undefined;
  /**
   * The namespace, for listers that answer by namespace.
   * @defaultValue objects have no namespace
   */
  namespaceOf?(object: T): string | undefined;
  /**
   * The labels, for selectors.
   * @defaultValue objects have no labels
   */
  labelsOf?(object: T): Readonly<Record<string, string>> | undefined;
}

/** An object with the metadata of Kubernetes objects. */
export interface KubernetesLike {
  readonly metadata?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/**
 * Reads Kubernetes objects. The key is `namespace/name`, or `name` for objects in no namespace, as client-go's
 * `MetaNamespaceKeyFunc` makes it. Without a `resourceVersion` the version is empty.
 *
 * `keyOf` throws a TypeError for an object without a name.
 */
export const kubernetesMeta: ObjectMeta<KubernetesLike> = {
  keyOf({ metadata }) {
    if (!metadata?.name) {
      throw new TypeError(
        "the object has no metadata.name: for objects that are not of Kubernetes give meta, with keyOf",
      );
    }
    return keyOfName(metadata as ObjectName);
  },
  versionOf: ({ metadata }) => metadata?.resourceVersion ?? "",
  uidOf: ({ metadata }) => metadata?.uid,
  namespaceOf: ({ metadata }) => metadata?.namespace,
  labelsOf: ({ metadata }) => metadata?.labels,
};
