import type { Dialect, KubernetesVersion } from "../dialect.ts";
import { forbiddenField, unsupportedField, type FieldError } from "../http/field-error.ts";
import { queryFlag, queryInteger } from "../http/api-request.ts";
import { badRequest, failure, internalError, invalidOptions } from "../http/status-error.ts";
import type { KubernetesObject } from "../resources/object.ts";
import type { Resource } from "../resources/resource.ts";
import { parseFieldSelector, type FieldTerm } from "../select/field-selector.ts";
import { parseLabelSelector } from "../select/label-selector.ts";
import { fieldValue } from "../select/field-value.ts";

/** What a list or a watch asks for. */
export interface ListOptions {
  readonly limit: number;
  readonly continue: string;
  readonly resourceVersion: string;
  readonly match: string;
  readonly timeoutSeconds: number | undefined;
  readonly allowBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  /** Whether an object is selected; undefined when all are. */
  readonly selects: ((object: KubernetesObject) => boolean) | undefined;
}

/** Reads and checks the query of a list or a watch, in the order in which servers do. */
export function readListOptions(
  query: URLSearchParams,
  resource: Resource,
  watch: boolean,
  version: KubernetesVersion,
  dialect: Dialect,
): ListOptions {
  const limit = queryInteger(query, "limit") ?? 0;
  const timeoutSeconds = queryInteger(query, "timeoutSeconds");
  const options = {
    limit: Math.max(0, limit),
    continue: query.get("continue") ?? "",
    resourceVersion: query.get("resourceVersion") ?? "",
    match: query.get("resourceVersionMatch") ?? "",
    timeoutSeconds,
    allowBookmarks: queryFlag(query, "allowWatchBookmarks") ?? false,
    sendInitialEvents: dialect.watchList ? queryFlag(query, "sendInitialEvents") : undefined,
  };
  const labels = query.get("labelSelector") ?? "";
  const fields = query.get("fieldSelector") ?? "";
  const selectsLabels = labels === "" ? undefined : parseLabelSelector(labels, version);
  const terms = parseFieldSelector(fields);
  for (const term of terms) checkField(term, resource);
  const errors = watch ? watchErrors(options, dialect) : listErrors(options);
  if (errors.length > 0) throw invalidOptions("ListOptions", errors);
  const selects =
    selectsLabels === undefined && terms.length === 0
      ? undefined
      : (object: KubernetesObject): boolean =>
          (selectsLabels?.(object.metadata.labels ?? {}) ?? true) &&
          terms.every(({ field, equal, value }) => (fieldValue(object, field) === value) === equal);
  return { ...options, selects };
}

type Versions = Pick<ListOptions, "resourceVersion" | "match" | "sendInitialEvents">;

function listErrors({ resourceVersion, match, sendInitialEvents }: Versions): FieldError[] {
  const errors: FieldError[] = [];
  if (match !== "") {
    if (resourceVersion === "") {
      errors.push(
        forbiddenField(
          "resourceVersionMatch",
          "resourceVersionMatch is forbidden unless resourceVersion is provided",
        ),
      );
    }
    if (match !== "Exact" && match !== "NotOlderThan") {
      errors.push(unsupportedField("resourceVersionMatch", match, ["Exact", "NotOlderThan", ""]));
    }
    if (match === "Exact" && resourceVersion === "0") {
      errors.push(
        forbiddenField(
          "resourceVersionMatch",
          'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
        ),
      );
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return errors;
}

function watchErrors(
  { resourceVersion, match, sendInitialEvents }: Versions,
  dialect: Dialect,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!dialect.watchList) {
    if (match === "") return errors;
    errors.push(forbiddenField("resourceVersionMatch", "resourceVersionMatch is forbidden for watch"));
    if (resourceVersion === "") {
      errors.push(
        forbiddenField(
          "resourceVersionMatch",
          "resourceVersionMatch is forbidden unless resourceVersion is provided",
        ),
      );
    }
    return errors;
  }
  if (sendInitialEvents === undefined) {
    if (match !== "") {
      errors.push(
        forbiddenField(
          "resourceVersionMatch",
          "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
        ),
      );
    }
    return errors;
  }
  if (match !== "NotOlderThan") {
    errors.push(
      forbiddenField(
        "resourceVersionMatch",
        "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
      ),
    );
  }
  if (match !== "" && match !== "NotOlderThan") {
    errors.push(unsupportedField("resourceVersionMatch", match, ["NotOlderThan"]));
  }
  return errors;
}

function checkField({ field }: FieldTerm, resource: Resource): void {
  if (field === "metadata.name" || field === "metadata.namespace" || resource.selectable.includes(field))
    return;
  throw badRequest(unknownField(field, resource));
}

function unknownField(field: string, resource: Resource): string {
  if (resource.selectable.length > 0 && resource.type !== undefined)
    return `field label not supported: ${field}`;
  if (resource.type === undefined || !resource.complete) return `field label not supported: ${field}`;
  return `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

/** Reads a version of a list. @throws StatusError 400 or 500, as the dialect has it. */
export function listVersion(text: string, dialect: Dialect): number {
  if (/^\d+$/u.test(text)) return Number(text);
  const detail = badVersion(text);
  if (dialect.badVersionIsBadRequest) throw badRequest(`invalid resource version: ${detail}`);
  throw internalError(detail);
}

/** Reads the version that a watch begins at: a bad one is a 500 everywhere. */
export function watchVersion(text: string): number {
  if (/^\d+$/u.test(text)) return Number(text);
  throw failure(500, undefined, badVersion(text));
}

function badVersion(text: string): string {
  return `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
}
