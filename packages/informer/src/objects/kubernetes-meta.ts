import type { KubernetesLike, ObjectMeta } from "./object-meta.ts";
import { keyOfName, type ObjectName } from "./object-name.ts";

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
