import type { Dialect } from "../dialect.ts";
import type { DeleteOptions, WriteOptions } from "../resources/object-store.ts";
import { isObject, own, type JsonObject } from "../resources/object.ts";
import { invalidField, requiredField, unsupportedField, type FieldError } from "./field-error.ts";
import { badRequest, invalidOptions } from "./status-error.ts";
import { queryFlag, queryInteger } from "./api-request.ts";
import { readDocument, type FieldValidation } from "./read-body.ts";
import { jsonType } from "./go-text.ts";

/** The options of a create, a replace or a patch. */
export interface ReadWriteOptions extends WriteOptions {
  readonly validation: FieldValidation;
  readonly force: boolean;
}

/** Reads and checks the query of a write. `kind` is what errors call it: `CreateOptions`. */
export function readWriteOptions(
  kind: "CreateOptions" | "UpdateOptions" | "PatchOptions",
  query: URLSearchParams,
  headers: Headers,
  subresource: string | undefined,
  dialect: Dialect,
  apply: boolean,
): ReadWriteOptions {
  const errors: FieldError[] = [];
  const fieldManager = query.get("fieldManager") ?? "";
  const force = queryFlag(query, "force");
  if (kind === "PatchOptions" && apply && fieldManager === "") {
    errors.push(requiredField("fieldManager", "is required for apply patch"));
  }
  if (kind === "PatchOptions" && !apply && force !== undefined) {
    errors.push({
      reason: "FieldValueForbidden",
      message: "Forbidden: may not be specified for non-apply patch",
      field: "force",
    });
  }
  errors.push(...managerErrors(fieldManager), ...dryRunErrors(query, dialect));
  const validation = query.get("fieldValidation") ?? "";
  if (dialect.fieldValidation && !["", "Ignore", "Strict", "Warn"].includes(validation)) {
    errors.push(unsupportedField("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"]));
  }
  if (errors.length > 0) throw invalidOptions(kind, errors);
  return {
    manager: fieldManager === "" ? managerOf(headers) : fieldManager,
    subresource,
    dryRun: query.getAll("dryRun").includes("All"),
    force: force ?? false,
    validation: dialect.fieldValidation
      ? ((validation === "" ? "Warn" : validation) as FieldValidation)
      : "Ignore",
  };
}

/** A client that names no manager is named for its program. */
function managerOf(headers: Headers): string {
  const agent = headers.get("user-agent") ?? "";
  const program = agent
    .split("/")[0]!
    .replaceAll(/[^\x20-\x7e]/gu, "")
    .slice(0, 128);
  return program === "" ? "unknown" : program;
}

function managerErrors(fieldManager: string): FieldError[] {
  if (fieldManager.length > 128) {
    return [
      {
        reason: "FieldValueTooLong",
        message: "Too long: may not be more than 128 bytes",
        field: "fieldManager",
      },
    ];
  }
  if (/[^\x20-\x7e]/u.test(fieldManager)) {
    return [invalidField("fieldManager", fieldManager, "should only contain printable characters")];
  }
  return [];
}

function dryRunErrors(query: URLSearchParams, dialect: Dialect): FieldError[] {
  const values = query.getAll("dryRun").filter((value) => value !== "");
  if (values.every((value) => value === "All")) return [];
  const error = unsupportedField("dryRun", values, ["All"]);
  if (dialect.minor >= 30) return [error];
  const list = `[]string{${values.map((value) => JSON.stringify(value)).join(", ")}}`;
  return [{ ...error, message: `Unsupported value: ${list}: supported values: "All"` }];
}

/** Reads what a delete asks, from the body if there is one, otherwise from the query. */
export function readDeleteOptions(
  text: string,
  query: URLSearchParams,
  headers: Headers,
  dialect: Dialect,
): DeleteOptions {
  const errors = dryRunErrors(query, dialect);
  const body = text === "" ? undefined : readDeleteBody(text, headers);
  const preconditions = body === undefined ? undefined : own(body, "preconditions");
  const from = isObject(preconditions) ? preconditions : undefined;
  const propagation = textOf(body, "propagationPolicy") ?? query.get("propagationPolicy") ?? undefined;
  const orphan = body === undefined ? queryFlag(query, "orphanDependents") : own(body, "orphanDependents");
  const orphans = typeof orphan === "boolean" ? orphan : undefined;
  if (propagation !== undefined && orphans !== undefined) {
    errors.push(
      invalidField(
        "propagationPolicy",
        propagation,
        "orphanDependents and deletionPropagation cannot be both set",
      ),
    );
  }
  if (propagation !== undefined && !["Foreground", "Background", "Orphan"].includes(propagation)) {
    errors.push(
      unsupportedField("propagationPolicy", propagation, ["Foreground", "Background", "Orphan", "nil"]),
    );
  }
  if (errors.length > 0) throw invalidOptions("DeleteOptions", errors);
  const grace =
    body === undefined ? queryInteger(query, "gracePeriodSeconds") : own(body, "gracePeriodSeconds");
  const bodyDryRun = body === undefined ? undefined : own(body, "dryRun");
  return {
    uid: textOf(from, "uid"),
    resourceVersion: textOf(from, "resourceVersion"),
    propagation:
      (propagation as DeleteOptions["propagation"]) ??
      (orphans === undefined ? undefined : orphans ? "Orphan" : "Background"),
    gracePeriodSeconds: typeof grace === "number" ? grace : undefined,
    dryRun:
      query.getAll("dryRun").includes("All") || (Array.isArray(bodyDryRun) && bodyDryRun.includes("All")),
  };
}

function readDeleteBody(text: string, headers: Headers): JsonObject {
  const read = readDocument(text, headers);
  if (!read.ok) throw badRequest(`couldn't get version/kind; json parse error: ${read.error}`);
  if (read.value === null) return {};
  if (!isObject(read.value)) {
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(read.value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  }
  return read.value;
}

function textOf(object: JsonObject | undefined, name: string): string | undefined {
  const value = object === undefined ? undefined : own(object, name);
  return typeof value === "string" ? value : undefined;
}
