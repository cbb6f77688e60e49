import type { ParamValue } from "../rest/rest-request.ts";

/** What every request takes. */
export interface RequestOptions {
  /** Ends the request. */
  readonly signal?: AbortSignal;
}

/** How an object is written. */
export interface WriteOptions extends RequestOptions {
  /** Who owns the fields that are written. @defaultValue what the user agent begins with */
  readonly fieldManager?: string;
  /** Whether everything is checked and nothing kept. @defaultValue false */
  readonly dryRun?: boolean;
  /** What becomes of unknown and repeated fields. @defaultValue what the server chooses: `Warn` since 1.27 */
  readonly fieldValidation?: "Ignore" | "Warn" | "Strict";
}

/** How an object is applied. */
export interface ApplyOptions extends WriteOptions {
  /** Who applies: the fields that this manager applied before and leaves out now are removed. */
  readonly fieldManager: string;
  /** Whether fields of other managers are taken over, rather than refused as a conflict. @defaultValue false */
  readonly force?: boolean;
}

/** How an object is deleted. */
export interface DeleteOptions extends RequestOptions {
  /** What becomes of the objects that it owns. @defaultValue what the resource says: mostly `Background` */
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  /** What must hold of it, or nothing is deleted and the error is a conflict. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** How long it may take to end, in seconds. */
  readonly gracePeriodSeconds?: number;
  readonly dryRun?: boolean;
}

/** The parameters of a write. */
export function paramsOf(options: WriteOptions & { readonly force?: boolean }): Record<string, ParamValue> {
  const { fieldManager, dryRun, fieldValidation, force } = options;
  return { fieldManager, dryRun: dryRun ? "All" : undefined, fieldValidation, force: force || undefined };
}

/** The body of a delete. */
export function bodyOf(options: DeleteOptions): object {
  const { propagationPolicy, preconditions, gracePeriodSeconds, dryRun } = options;
  const given = { propagationPolicy, preconditions, gracePeriodSeconds };
  return { kind: "DeleteOptions", apiVersion: "v1", ...given, ...(dryRun && { dryRun: ["All"] }) };
}
