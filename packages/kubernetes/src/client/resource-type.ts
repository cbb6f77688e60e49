import type { ResourceName } from "../rest/resource.ts";

/** A resource, and the type of its objects. */
export interface ResourceType<T = unknown> extends ResourceName {
  readonly kind: string;
  /** Whether its objects live in namespaces. */
  readonly namespaced: boolean;
  /** There is no such value; it carries the type. */
  readonly object?: T;
}

/** What may be left out of a {@link ResourceType} when it is described. */
export type ResourceDescription = ResourceName & Partial<Pick<ResourceType, "kind" | "namespaced">>;

/** A resource with objects of this type: `resourceType<Widget>({ group, version, resource })`. */
export function resourceType<T>({
  kind = "",
  namespaced = true,
  ...name
}: ResourceDescription): ResourceType<T> {
  return { ...name, kind, namespaced };
}
