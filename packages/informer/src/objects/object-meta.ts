import { keyOfName, type ObjectName } from "./object-name.ts";

/** The parts of an object that an informer reads. It never looks at anything else of it. */
export interface ObjectMeta<T> {
  /** The text the object is known by. Two objects with one key are two states of one thing. */
  keyOf(object: T): string;
  /**
   * What tells one state of the object from another: equal versions mean that nothing changed. In Kubernetes, the
   * `resourceVersion`. Versions are compared for equality alone, never for order.
   */
  versionOf(object: T): string;
  /**
   * What tells the thing from another thing that later bears its key. Without it, a re-created object is an update.
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

/** An object that carries its metadata as those of Kubernetes do. */
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
 * The metadata of Kubernetes objects. Their key is `namespace/name`, or `name` for those that live in no namespace, as
 * client-go's `MetaNamespaceKeyFunc` makes it. Without a `resourceVersion` their version is empty.
 *
 * `keyOf` throws a TypeError for an object without a name.
 */
export const kubernetesMeta: ObjectMeta<KubernetesLike> = {
  keyOf({ metadata }) {
    if (!metadata?.name) {
      throw new TypeError("the object has no metadata.name: give an ObjectMeta that knows its key");
    }
    return keyOfName(metadata as ObjectName);
  },
  versionOf: ({ metadata }) => metadata?.resourceVersion ?? "",
  uidOf: ({ metadata }) => metadata?.uid,
  namespaceOf: ({ metadata }) => metadata?.namespace,
  labelsOf: ({ metadata }) => metadata?.labels,
};
