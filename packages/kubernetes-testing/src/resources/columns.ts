import type { Dialect } from "../dialect.ts";
import { age } from "./age.ts";
import type { KubernetesObject } from "./object.ts";
import type { Column } from "./resource.ts";

const created =
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";
const named =
  "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: ";

/** The name, first in every table. */
export function nameColumn({ minor }: Dialect): Column {
  const page =
    minor < 30
      ? "http://kubernetes.io/docs/user-guide/identifiers#names"
      : "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
  return {
    name: "Name",
    type: "string",
    format: "name",
    description: `${named}${page}`,
    priority: 0,
    cell: (object: KubernetesObject) => object.metadata.name,
  };
}

/** How old a custom resource is: a date that clients turn into an age. */
export const ageColumn: Column = {
  name: "Age",
  type: "date",
  format: "",
  description: created,
  priority: 0,
  cell: ({ metadata }) => metadata.creationTimestamp,
};

/** How old an object of a built-in kind is. */
export const builtInAge: Column = {
  ...ageColumn,
  type: "string",
  cell: ({ metadata }, nowMs) =>
    metadata.creationTimestamp === undefined ? "<unknown>" : age(metadata.creationTimestamp, nowMs),
};

/** A column of numbers; its cells are still to be said. */
export function countColumn(name: string, description: string): Column {
  return { name, type: "integer", format: "", description, priority: 0, cell: () => 0 };
}

/** What a table shows of a kind of which the server knows nothing more. */
export function genericColumns(dialect: Dialect): readonly Column[] {
  return [nameColumn(dialect), { ...ageColumn, name: "Created At" }];
}
