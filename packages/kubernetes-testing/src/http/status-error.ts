import type { Resource } from "../resources/resource.ts";
import type { FieldError } from "./field-error.ts";
import { quoted } from "./go-text.ts";

/** What a Status says about what it concerns. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly {
    readonly reason?: string;
    readonly message?: string;
    readonly field?: string;
  }[];
  readonly retryAfterSeconds?: number;
}

/** The body of an answer that is no object. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: { readonly continue?: string };
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** An answer that is an error: thrown anywhere in the handling of a request, written by its end. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly code: number;
  readonly status: Status | string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, status: Status | string, headers: Readonly<Record<string, string>> = {}) {
    super(typeof status === "string" ? status : (status.message ?? ""));
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

/** A Failure. `reason` is left out where servers leave it out. */
export function failure(
  code: number,
  reason: string | undefined,
  message: string,
  details?: StatusDetails,
  headers?: Readonly<Record<string, string>>,
): StatusError {
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
  return new StatusError(code, status, headers);
}

/** The path names nothing that is served. */
export function pageNotFound(): StatusError {
  return new StatusError(404, "404 page not found\n", { "x-content-type-options": "nosniff" });
}

export function badRequest(message: string): StatusError {
  return failure(400, "BadRequest", message);
}

/** A 500 without a reason: what servers answer for errors that they did not foresee. */
export function internalError(message: string): StatusError {
  return failure(500, undefined, message);
}

export function notFound(resource: Resource, name: string): StatusError {
  return failure(
    404,
    "NotFound",
    `${qualified(resource)} ${quoted(name)} not found`,
    detailsOf(resource, name),
  );
}

export function alreadyExists(resource: Resource, name: string, prefix = ""): StatusError {
  const message = `${prefix}${qualified(resource)} ${quoted(name)} already exists`;
  return failure(409, "AlreadyExists", message, detailsOf(resource, name));
}

export function conflict(resource: Resource, name: string, message: string): StatusError {
  const text = `Operation cannot be fulfilled on ${qualified(resource)} ${quoted(name)}: ${message}`;
  return failure(409, "Conflict", text, detailsOf(resource, name));
}

/** A conflict that names the kind and not the resource, as failed preconditions of a delete do. */
export function kindConflict(resource: Resource, name: string, message: string): StatusError {
  const kind = resource.group === "" ? resource.kind : `${resource.kind}.${resource.group}`;
  const text = `Operation cannot be fulfilled on ${kind} ${quoted(name)}: ${message}`;
  return failure(409, "Conflict", text, { name, ...groupOf(resource.group), kind: resource.kind });
}

/** What an Invalid is about: a kind, in the usual case, or the options of a request. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export function invalid(of: GroupKind, name: string, errors: readonly FieldError[]): StatusError {
  const texts = [...new Set(errors.map((one) => `${one.field}: ${one.message}`))];
  const about = of.group === "" ? of.kind : `${of.kind}.${of.group}`;
  const message = `${about} ${quoted(name)} is invalid: ${texts.length === 1 ? texts[0]! : `[${texts.join(", ")}]`}`;
  return failure(422, "Invalid", message, {
    ...(name === "" ? {} : { name }),
    ...groupOf(of.group),
    ...(of.kind === "" ? {} : { kind: of.kind }),
    causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
  });
}

/** An error about the options of a request. */
export function invalidOptions(kind: string, errors: readonly FieldError[]): StatusError {
  return invalid({ group: "meta.k8s.io", kind }, "", errors);
}

export function methodNotAllowed(): StatusError {
  return failure(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );
}

export function noSuchResource(): StatusError {
  return failure(404, "NotFound", "the server could not find the requested resource", {});
}

/** The past that was asked for is forgotten. */
export function expired(message: string, continueToken?: string): StatusError {
  const error = failure(410, "Expired", message);
  if (continueToken === undefined) return error;
  return new StatusError(410, { ...(error.status as Status), metadata: { continue: continueToken } });
}

/** A version that the server does not have yet. */
export function tooLargeVersion(version: number | string, current: number): StatusError {
  return failure(
    504,
    "Timeout",
    `Timeout: Too large resource version: ${version}, current: ${current}`,
    {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
    { "retry-after": "1" },
  );
}

/** The success of a delete. */
export function deleted(resource: Resource, name: string, uid: string): Status {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { ...detailsOf(resource, name), uid },
  };
}

function detailsOf(resource: Resource, name: string): StatusDetails {
  return { name, ...groupOf(resource.group), kind: resource.plural };
}

function groupOf(group: string): { group?: string } {
  return group === "" ? {} : { group };
}

function qualified(resource: Resource): string {
  return resource.group === "" ? resource.plural : `${resource.plural}.${resource.group}`;
}
