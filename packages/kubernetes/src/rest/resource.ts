/** A resource of an API server: client-go's `GroupVersionResource`. */
export interface ResourceName {
  /** The API group; `""` for the core. */
  readonly group: string;
  readonly version: string;
  /** The name in the plural, as paths have it: `deployments`. */
  readonly resource: string;
}

/** The path of a group and version: `/api/v1`, `/apis/apps/v1`. */
export function pathOfVersion({ group, version }: Pick<ResourceName, "group" | "version">): string {
  if (group === "") return `/api/${segment("version", version)}`;
  return `/apis/${segment("group", group)}/${segment("version", version)}`;
}

/** Group and version as objects write them: `v1`, `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<ResourceName, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The reverse of {@link apiVersionOf}. */
export function groupVersionOf(apiVersion: string): Pick<ResourceName, "group" | "version"> {
  const slash = apiVersion.indexOf("/");
  if (slash === -1) return { group: "", version: apiVersion };
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The name of a resource as people and metrics read it: `deployments.apps`, `pods`. */
export function nameOfResource({ group, resource }: Pick<ResourceName, "group" | "resource">): string {
  return group === "" ? resource : `${resource}.${group}`;
}

/**
 * A part of a path, encoded. What a server could read as another path is refused: an empty name would mean the whole
 * collection, and a delete would delete it.
 * @throws RangeError, naming the part.
 */
export function segment(what: string, value: string): string {
  const isText = typeof value === "string";
  if (isText && value !== "" && value !== "." && value !== ".." && !/[/%]/.test(value)) {
    return encodeURIComponent(value);
  }
  const shown = isText ? JSON.stringify(value.slice(0, 100)) : String(value);
  throw new RangeError(
    `${what} must be a name without "/" and "%", not empty, "." or "..", but it is ${shown}`,
  );
}
