import { quoted } from "./go-text.ts";

/** One field that a server refuses, with the reason and the words that it uses. */
export interface FieldError {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export function requiredField(field: string, detail: string): FieldError {
  return {
    reason: "FieldValueRequired",
    message: `Required value${detail === "" ? "" : `: ${detail}`}`,
    field,
  };
}

export function invalidField(field: string, value: unknown, detail: string): FieldError {
  return {
    reason: "FieldValueInvalid",
    message: `Invalid value: ${shownValue(value)}${detail === "" ? "" : `: ${detail}`}`,
    field,
  };
}

/** A value of the wrong type; `type` is what it is. */
export function typeField(field: string, type: string, detail: string): FieldError {
  return { reason: "FieldValueTypeInvalid", message: `Invalid value: ${quoted(type)}: ${detail}`, field };
}

export function forbiddenField(field: string, detail: string): FieldError {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${detail}`, field };
}

export function unsupportedField(field: string, value: unknown, supported: readonly string[]): FieldError {
  const values = supported.map((one) => quoted(one)).join(", ");
  return {
    reason: "FieldValueNotSupported",
    message: `Unsupported value: ${shownValue(value)}${values === "" ? "" : `: supported values: ${values}`}`,
    field,
  };
}

export function duplicateField(field: string, value: unknown): FieldError {
  return { reason: "FieldValueDuplicate", message: `Duplicate value: ${shownValue(value)}`, field };
}

function shownValue(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (value === undefined || value === null) return "null";
  return JSON.stringify(value);
}
