import { createHash } from "node:crypto";
import type { Context } from "../context.ts";
import type { Resource } from "../resources/resource.ts";

const typedVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const customVerbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
const partVerbs = ["get", "patch", "update"];

/** `/api`: the versions of the core group. */
export function coreVersions(host: string): unknown {
  return {
    kind: "APIVersions",
    versions: ["v1"],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: host }],
  };
}

/** `/apis`: every group. */
export function groupList({ registry }: Context): unknown {
  const groups = [...new Set(registry.all.map(({ group }) => group))]
    .filter((group) => group !== "")
    .toSorted();
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: groups.map((group) => groupContent(registry.all, group)),
  };
}

/** `/apis/GROUP`; undefined when the group is not served. */
export function groupDocument({ registry }: Context, group: string): unknown {
  if (!registry.all.some((one) => one.group === group)) return undefined;
  return { kind: "APIGroup", apiVersion: "v1", ...groupContent(registry.all, group) };
}

function groupContent(all: readonly Resource[], group: string): object {
  const versions = versionsOf(all, group).map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

/** The versions of a group, the preferred first: stable before beta before alpha, and the newer first. */
function versionsOf(all: readonly Resource[], group: string): string[] {
  const versions = [...new Set(all.filter((one) => one.group === group).map(({ version }) => version))];
  return versions.toSorted((a, b) => compareVersions(b, a));
}

function compareVersions(a: string, b: string): number {
  const [one, two] = [rank(a), rank(b)];
  for (const at of [0, 1, 2]) if (one[at]! !== two[at]!) return one[at]! - two[at]!;
  return b < a ? -1 : 1;
}

function rank(version: string): readonly [number, number, number] {
  const found = /^v(\d+)(?:(alpha|beta)(\d+))?$/u.exec(version);
  if (found === null) return [0, 0, 0];
  const [, major, stage, minor] = found;
  return [stage === undefined ? 3 : stage === "beta" ? 2 : 1, Number(major), Number(minor ?? 0)];
}

/** `/api/v1` and `/apis/GROUP/VERSION`: what the version has; undefined when it is not served. */
export function resourceList(context: Context, group: string, version: string): unknown {
  const resources = context.registry.all.filter((one) => one.group === group && one.version === version);
  if (resources.length === 0) return undefined;
  return {
    kind: "APIResourceList",
    ...(group === "" ? {} : { apiVersion: "v1" }),
    groupVersion: group === "" ? version : `${group}/${version}`,
    resources: resources.flatMap((resource) => [
      describe(context, resource),
      ...resource.subresources.map((part) => describePart(resource, part)),
    ]),
  };
}

function describe({ dialect }: Context, resource: Resource): object {
  const { plural, singular, namespaced, kind, shortNames, categories, type } = resource;
  return {
    name: plural,
    singularName: type !== undefined && dialect.minor < 30 ? "" : singular,
    namespaced,
    kind,
    verbs: verbsOf(resource),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 || (type !== undefined && !resource.complete) ? {} : { categories }),
    storageVersionHash: storageVersionHash(resource),
  };
}

/** The verbs of a resource. */
function verbsOf({ type }: Resource): readonly string[] {
  return type === undefined ? customVerbs : typedVerbs;
}

function describePart(resource: Resource, part: string): object {
  const scale = part === "scale" ? { group: "autoscaling", version: "v1", kind: "Scale" } : undefined;
  const eviction = part === "eviction" ? { group: "policy", version: "v1", kind: "Eviction" } : undefined;
  return {
    name: `${resource.plural}/${part}`,
    singularName: "",
    namespaced: resource.namespaced,
    ...(scale ?? eviction ?? { kind: part === "binding" ? "Binding" : resource.kind }),
    verbs:
      part === "eviction" || part === "binding" ? ["create"] : part === "finalize" ? ["update"] : partVerbs,
  };
}

function storageVersionHash({ group, version, kind }: Resource): string {
  return createHash("sha256")
    .update(`${group}/${version}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString("base64");
}

/** The media type of aggregated discovery. */
export const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** `/api` and `/apis` in one document each: groups, versions, resources. */
export function aggregated({ registry }: Context, core: boolean): unknown {
  const groups = [...new Set(registry.all.map(({ group }) => group))]
    .filter((group) => (group === "") === core)
    .toSorted();
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map((group) => ({
      metadata: { name: group, creationTimestamp: null },
      versions: versionsOf(registry.all, group).map((version) => ({
        version,
        freshness: "Current",
        resources: registry.all
          .filter((one) => one.group === group && one.version === version)
          .map(aggregatedResource),
      })),
    })),
  };
}

function aggregatedResource(resource: Resource): object {
  const { group, version, plural, singular, kind, namespaced, shortNames, categories, subresources } =
    resource;
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: verbsOf(resource),
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
    ...(subresources.length === 0
      ? {}
      : {
          subresources: subresources.map((part) => {
            const {
              group: g = group,
              version: v = version,
              kind: k,
              verbs,
            } = describePart(resource, part) as {
              group?: string;
              version?: string;
              kind: string;
              verbs: readonly string[];
            };
            return { subresource: part, responseKind: { group: g, version: v, kind: k }, verbs };
          }),
        }),
  };
}
