import type { LabelSelector } from "../objects/label-selector.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import { keyOfName, type ObjectName } from "../objects/object-name.ts";
import type { IndexFunctions, ObjectReader } from "./object-store.ts";

/** Reads the objects of a cache by namespace, name and labels, as the cache is when it is called. */
export interface Lister<T> {
  /** The objects that the selector matches; all, without one. */
  list(selector?: LabelSelector): T[];
  /** The object of this name, which is in no namespace. */
  get(name: string): T | undefined;
  /** The objects of one namespace. */
  byNamespace(namespace: string): NamespaceLister<T>;
}

/** Reads the objects of one namespace. */
export interface NamespaceLister<T> {
  /** The objects that the selector matches; all of the namespace, without one. */
  list(selector?: LabelSelector): T[];
  /** The object of this name. */
  get(name: string): T | undefined;
}

/** How a {@link lister} is made. */
export interface ListerOptions<Name extends string> {
  /**
   * The index whose values are namespaces, as {@link namespaceIndex} makes it. Without it, listing a namespace reads every
   * object.
   * @defaultValue none
   */
  readonly namespaceIndex?: Name;
  /**
   * The key of a name.
   * @defaultValue keyOfName: `namespace/name`, or `name`
   */
  readonly keyOf?: (name: ObjectName) => string;
}

/** An index of objects by their namespace, as client-go's generated informers have it; "" for those that have none. */
export function namespaceIndex<T>(meta: Pick<ObjectMeta<T>, "namespaceOf">): IndexFunctions<T, "namespace"> {
  return { namespace: (object) => [meta.namespaceOf?.(object) ?? ""] };
}

/** A lister over a cache, as client-go generates them. */
export function lister<T, Name extends string = never>(
  reader: ObjectReader<T, Name>,
  meta: Pick<ObjectMeta<T>, "namespaceOf" | "labelsOf">,
  options: ListerOptions<Name> = {},
): Lister<T> {
  const { namespaceIndex: index, keyOf = keyOfName } = options;
  const select = (objects: T[], selector: LabelSelector | undefined): T[] => {
    if (!selector || selector.requirements.length === 0) return objects;
    return objects.filter((object) => selector.matches(meta.labelsOf?.(object)));
  };
  const inNamespace = (namespace: string): T[] => {
    if (index !== undefined) return reader.byIndex(index, namespace);
    return reader.list().filter((object) => (meta.namespaceOf?.(object) ?? "") === namespace);
  };
  return {
    list: (selector) => select(reader.list(), selector),
    get: (name) => reader.getByKey(keyOf({ name })),
    byNamespace: (namespace) => ({
      list: (selector) => select(inNamespace(namespace), selector),
      get: (name) => reader.getByKey(keyOf({ namespace, name })),
    }),
  };
}
