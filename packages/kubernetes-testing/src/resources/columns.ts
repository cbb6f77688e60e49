import { age } from "./age.ts";
import type { KubernetesObject } from "./object.ts";
import type { Column } from "./resource.ts";

const created =
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

/** The name, first in every table. */
export const nameColumn: Column = {
  name: "Name",
  type: "string",
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
  priority: 0,
  cell: (object: KubernetesObject) => object.metadata.name,
};

/** How old an object is. */
export const ageColumn: Column = {
  name: "Age",
  type: "date",
  format: "",
  description: created,
  priority: 0,
  cell: ({ metadata }, nowMs) =>
    metadata.creationTimestamp === undefined ? "<unknown>" : age(metadata.creationTimestamp, nowMs),
};

/** What a table shows of a kind of which the server knows nothing more. */
export const genericColumns: readonly Column[] = [
  nameColumn,
  { ...ageColumn, name: "Created At", cell: ({ metadata }) => metadata.creationTimestamp },
];
