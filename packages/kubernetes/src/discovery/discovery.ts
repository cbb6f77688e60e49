import { isNotFound } from "../errors/predicates.ts";
import type { KubernetesObject } from "../objects/kubernetes-object.ts";
import { groupVersionOf, pathOfVersion } from "../rest/resource.ts";
import type { RestClient } from "../rest/rest-client.ts";
import {
  aggregatedResources,
  legacyResources,
  staleVersions,
  type AggregatedGroups,
  type ApiResource,
  type LegacyResourceList,
} from "./api-resource.ts";

/** Asks for the newer form, in which one answer holds all groups; older servers answer in the older one. */
const accept = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat("application/json")
  .join(",");

interface LegacyGroups {
  readonly kind: string;
  /** Of `/api`. */
  readonly versions?: readonly string[];
  /** Of `/apis`. */
  readonly groups?: readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
    readonly preferredVersion?: { readonly groupVersion: string };
  }[];
}

/** A kind, or a resource, that is looked for. Without a version, that which the server prefers. */
export type Sought = { readonly group: string; readonly version?: string } & (
  | { readonly kind: string }
  | { readonly resource: string }
);

/** All that a server has. */
export interface DiscoveredResources {
  readonly resources: readonly ApiResource[];
  /** The groups that did not answer, by group and version: an extension server that is down. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** Which resources a server has: client-go's discovery client and REST mapper. What was found is kept. */
export class Discovery {
  readonly #rest: RestClient;
  #found: Promise<DiscoveredResources> | undefined;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** All resources of the server. @throws KubernetesError, ConnectionError, or the signal's reason. */
  async resources(): Promise<DiscoveredResources> {
    this.#found ??= this.#ask();
    const found = this.#found;
    try {
      return await found;
    } catch (error) {
      if (this.#found === found) this.#found = undefined;
      throw error;
    }
  }

  /** Forgets what was found: the next who asks asks the server. */
  forget(): void {
    this.#found = undefined;
  }

  /**
   * The resource of a kind or of this name. When it is not known the server is asked anew, once: a custom resource may
   * have come.
   * @throws Error when the server has none.
   */
  async resourceOf<T extends KubernetesObject = KubernetesObject>(sought: Sought): Promise<ApiResource<T>> {
    const wasKnown = this.#found !== undefined;
    let found = pick(await this.resources(), sought);
    if (!found && wasKnown) {
      this.forget();
      found = pick(await this.resources(), sought);
    }
    if (found) return found as ApiResource<T>;
    const { failures } = await this.resources();
    const down = failures.size > 0 ? `; these did not answer: ${[...failures.keys()].join(", ")}` : "";
    throw new Error(`the server has no ${nameOf(sought)}${down}`);
  }

  /** What the server says about itself. */
  async version(
    signal?: AbortSignal,
  ): Promise<{ readonly major: string; readonly minor: string; readonly gitVersion: string }> {
    return await this.#rest.get().absPath("/version").into(signal);
  }

  /** Where the OpenAPI v3 document of each group and version is: `apis/apps/v1` and the path to it. */
  async openApiPaths(signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const { paths } = await this.#rest
      .get()
      .absPath("/openapi/v3")
      .into<{ paths: Record<string, { serverRelativeURL: string }> }>(signal);
    return new Map(Object.entries(paths).map(([name, { serverRelativeURL }]) => [name, serverRelativeURL]));
  }

  /** The OpenAPI v3 document of a group and version. @throws Error when the server has none. */
  async openApi(apiVersion: string, signal?: AbortSignal): Promise<unknown> {
    const name = pathOfVersion(groupVersionOf(apiVersion)).slice(1);
    const path = (await this.openApiPaths(signal)).get(name);
    if (path === undefined) throw new Error(`the server has no OpenAPI document of ${apiVersion}`);
    const url = new URL(path, "http://server");
    const params = Object.fromEntries(url.searchParams);
    return await this.#rest.get().absPath(url.pathname).params(params).into(signal);
  }

  async #ask(): Promise<DiscoveredResources> {
    const [core, groups] = await Promise.all([this.#root("/api"), this.#root("/apis")]);
    const failures = new Map<string, unknown>();
    const legacy: string[] = [];
    const resources: ApiResource[] = [];
    for (const answer of [core, groups]) {
      if (answer.kind === "APIGroupDiscoveryList") {
        resources.push(...aggregatedResources(answer as AggregatedGroups));
        for (const apiVersion of staleVersions(answer as AggregatedGroups)) {
          failures.set(apiVersion, new Error(`the server says that ${apiVersion} is stale`));
        }
      } else {
        legacy.push(...versionsIn(answer));
      }
    }
    const lists = await Promise.all(legacy.map((apiVersion) => this.#legacy(apiVersion, failures)));
    return { resources: [...resources, ...lists.flat()], failures };
  }

  async #root(path: string): Promise<AggregatedGroups | LegacyGroups> {
    try {
      return await this.#rest.get().absPath(path).header("accept", accept).into();
    } catch (error) {
      // A server without groups, or without a core.
      if (isNotFound(error)) return { kind: "APIVersions" };
      throw error;
    }
  }

  /** One extension server that is down takes nothing away from the others. */
  async #legacy(apiVersion: string, failures: Map<string, unknown>): Promise<ApiResource[]> {
    const { group, version } = groupVersionOf(apiVersion);
    try {
      const list = await this.#rest
        .get()
        .absPath(pathOfVersion({ group, version }))
        .retries(0)
        .into<LegacyResourceList>();
      return legacyResources(group, version, list);
    } catch (error) {
      failures.set(apiVersion, error);
      return [];
    }
  }
}

function versionsIn({ versions = [], groups = [] }: LegacyGroups): string[] {
  const ofGroups = groups.flatMap(({ versions: all, preferredVersion }) => {
    const preferred = preferredVersion?.groupVersion;
    return all
      .map(({ groupVersion }) => groupVersion)
      .toSorted((a, b) => +(b === preferred) - +(a === preferred));
  });
  return [...versions, ...ofGroups];
}

/** The first is the preferred one. */
function pick({ resources }: DiscoveredResources, sought: Sought): ApiResource | undefined {
  return resources.find(
    (one) =>
      one.group === sought.group &&
      (sought.version === undefined || one.version === sought.version) &&
      ("kind" in sought ? one.kind === sought.kind : one.resource === sought.resource),
  );
}

function nameOf(sought: Sought): string {
  const { group, version = "*" } = sought;
  const what = "kind" in sought ? `kind ${sought.kind}` : `resource ${sought.resource}`;
  return `${what} in ${group === "" ? version : `${group}/${version}`}`;
}
