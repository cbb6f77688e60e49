import { apiVersionOf } from "../rest/resource.ts";
import type { ResourceType } from "../client/resource-type.ts";

/** A resource that a server has. */
export interface ApiResource<T = unknown> extends ResourceType<T> {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verbs: readonly string[];
  readonly singularName: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** `status`, `scale`. */
  readonly subResources: readonly string[];
}

/** A resource in an `APIResourceList`, the older form. */
interface LegacyResource {
  readonly name: string;
  readonly singularName?: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** What a group and version has, in the older form: subresources stand beside resources. */
export interface LegacyResourceList {
  readonly groupVersion: string;
  readonly resources: readonly LegacyResource[];
}

/** The groups of a server, in the newer form. */
export interface AggregatedGroups {
  readonly kind: "APIGroupDiscoveryList";
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      /** `Stale`: an extension server does not answer, and this is what it said last. */
      readonly freshness?: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind?: string };
        readonly scope: "Namespaced" | "Cluster";
        readonly singularResource?: string;
        readonly verbs: readonly string[];
        readonly shortNames?: readonly string[];
        readonly categories?: readonly string[];
        readonly subresources?: readonly { readonly subresource: string }[];
      }[];
    }[];
  }[];
}

/** The resources of a group and version in the older form. */
export function legacyResources(
  group: string,
  version: string,
  { resources }: LegacyResourceList,
): ApiResource[] {
  return resources
    .filter(({ name }) => !name.includes("/"))
    .map((one) => ({
      group,
      version,
      resource: one.name,
      kind: one.kind,
      namespaced: one.namespaced,
      verbs: one.verbs,
      singularName: one.singularName || one.kind.toLowerCase(),
      shortNames: one.shortNames ?? [],
      categories: one.categories ?? [],
      subResources: resources
        .filter(({ name }) => name.startsWith(`${one.name}/`))
        .map(({ name }) => name.slice(one.name.length + 1)),
    }));
}

/** The resources of all groups in the newer form; groups and versions in the order in which the server prefers them. */
export function aggregatedResources({ items = [] }: AggregatedGroups): ApiResource[] {
  return items.flatMap(({ metadata, versions = [] }) =>
    versions.flatMap(({ version, resources = [] }) =>
      resources.map((one) => ({
        group: metadata?.name ?? "",
        version,
        resource: one.resource,
        kind: one.responseKind?.kind ?? "",
        namespaced: one.scope === "Namespaced",
        verbs: one.verbs,
        singularName: one.singularResource ?? "",
        shortNames: one.shortNames ?? [],
        categories: one.categories ?? [],
        subResources: (one.subresources ?? []).map(({ subresource }) => subresource),
      })),
    ),
  );
}

/** The groups and versions whose server does not answer. */
export function staleVersions({ items = [] }: AggregatedGroups): string[] {
  return items.flatMap(({ metadata, versions = [] }) =>
    versions
      .filter(({ freshness }) => freshness === "Stale")
      .map(({ version }) => apiVersionOf({ group: metadata?.name ?? "", version })),
  );
}
