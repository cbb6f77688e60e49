import type { Dialect } from "../dialect.ts";
import {
  duplicateField,
  invalidField,
  requiredField,
  typeField,
  unsupportedField,
  type FieldError,
} from "../http/field-error.ts";
import { isObject, own, sameJson, type Json, type JsonObject } from "../resources/object.ts";
import { itemStep, shapeOfSchema } from "../apply/shape.ts";
import { additionalOf, itemsOf, propertyOf } from "./structural.ts";

/** What is wrong with a value by a structural schema, in the words of the servers. */
export function schemaErrors(schema: JsonObject, value: Json, dialect: Dialect): FieldError[] {
  const errors: FieldError[] = [];
  check(schema, value, "", { errors, dialect });
  return errors;
}

interface Findings {
  readonly errors: FieldError[];
  readonly dialect: Dialect;
}

function check(schema: JsonObject, value: Json, path: string, findings: Findings): void {
  const { errors } = findings;
  if (value === null && own(schema, "nullable") === true) return;
  if (!checkType(schema, value, path, findings)) return;
  checkEnum(schema, value, path, errors);
  if (typeof value === "string") checkString(schema, value, path, findings);
  if (typeof value === "number") checkNumber(schema, value, path, errors);
  if (Array.isArray(value)) checkList(schema, value, path, findings);
  if (isObject(value)) checkObject(schema, value, path, findings);
  checkCombinations(schema, value, path, findings);
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function checkType(schema: JsonObject, value: Json, path: string, { errors, dialect }: Findings): boolean {
  const field = dialect.minor < 30 ? invalidField : typeField;
  const wanted = own(schema, "type");
  const is = typeOf(value);
  if (own(schema, "x-kubernetes-int-or-string") === true) {
    if (is === "integer" || is === "string") return true;
    errors.push(field(path, is, `${inBody(path)} must be of type integer,string: ${JSON.stringify(is)}`));
    return false;
  }
  if (typeof wanted !== "string" || wanted === is || (wanted === "number" && is === "integer")) return true;
  errors.push(field(path, is, `${inBody(path)} must be of type ${wanted}: ${JSON.stringify(is)}`));
  return false;
}

function checkEnum(schema: JsonObject, value: Json, path: string, errors: FieldError[]): void {
  const values = own(schema, "enum");
  if (!Array.isArray(values) || values.some((one) => sameJson(one, value))) return;
  errors.push(
    unsupportedField(
      path,
      value,
      values.map((one) => (typeof one === "string" ? one : JSON.stringify(one))),
    ),
  );
}

function checkString(schema: JsonObject, value: string, path: string, { errors, dialect }: Findings): void {
  const longest = own(schema, "maxLength");
  if (typeof longest === "number" && characters(value) > longest) {
    errors.push(
      dialect.minor >= 30
        ? {
            reason: "FieldValueTooLong",
            message: `Too long: may not be more than ${longest} bytes`,
            field: path,
          }
        : invalidField(path, value, `${inBody(path)} should be at most ${longest} chars long`),
    );
  }
  const shortest = own(schema, "minLength");
  if (typeof shortest === "number" && characters(value) < shortest) {
    errors.push(invalidField(path, value, `${inBody(path)} should be at least ${shortest} chars long`));
  }
  const pattern = own(schema, "pattern");
  if (typeof pattern === "string" && !matchesPattern(pattern, value)) {
    errors.push(invalidField(path, value, `${inBody(path)} should match '${pattern}'`));
  }
  const format = own(schema, "format");
  if (typeof format === "string" && formats[format]?.test(value) === false) {
    errors.push(
      invalidField(path, value, `${inBody(path)} must be of type ${format}: ${JSON.stringify(value)}`),
    );
  }
}

const formats: Readonly<Record<string, RegExp>> = {
  "date-time": /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/u,
  date: /^\d{4}-\d\d-\d\d$/u,
  email: /^[^@\s]+@[^@\s]+$/u,
  uuid: /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/iu,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/u,
};

function matchesPattern(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    // A pattern of the other regular expression language: it cannot be judged here.
    return true;
  }
}

function checkNumber(schema: JsonObject, value: number, path: string, errors: FieldError[]): void {
  const most = own(schema, "maximum");
  if (typeof most === "number") {
    const open = own(schema, "exclusiveMaximum") === true;
    if (open ? value >= most : value > most) {
      errors.push(
        invalidField(path, value, `${inBody(path)} should be less than ${open ? "" : "or equal to "}${most}`),
      );
    }
  }
  const least = own(schema, "minimum");
  if (typeof least === "number") {
    const open = own(schema, "exclusiveMinimum") === true;
    if (open ? value <= least : value < least) {
      errors.push(
        invalidField(
          path,
          value,
          `${inBody(path)} should be greater than ${open ? "" : "or equal to "}${least}`,
        ),
      );
    }
  }
  const step = own(schema, "multipleOf");
  if (typeof step === "number" && !Number.isInteger(value / step)) {
    errors.push(invalidField(path, value, `${inBody(path)} should be a multiple of ${step}`));
  }
}

function checkList(schema: JsonObject, value: readonly Json[], path: string, findings: Findings): void {
  const { errors } = findings;
  const most = own(schema, "maxItems");
  if (typeof most === "number" && value.length > most) {
    errors.push({
      reason: "FieldValueTooMany",
      message: `Too many: ${value.length}: must have at most ${most} items`,
      field: path,
    });
  }
  const least = own(schema, "minItems");
  if (typeof least === "number" && value.length < least) {
    errors.push(invalidField(path, value.length, `${inBody(path)} should have at least ${least} items`));
  }
  const shape = shapeOfSchema(schema);
  if (shape.kind === "list" && shape.merge !== "atomic") {
    const seen = new Set<string>();
    for (const [at, item] of value.entries()) {
      const step = itemStep(shape, item);
      if (seen.has(step)) errors.push(duplicateField(`${path}[${at}]`, JSON.parse(step.slice(2)) as Json));
      seen.add(step);
    }
  }
  const items = itemsOf(schema);
  if (items !== undefined)
    for (const [at, item] of value.entries()) check(items, item, `${path}[${at}]`, findings);
}

function checkObject(schema: JsonObject, value: JsonObject, path: string, findings: Findings): void {
  const { errors } = findings;
  const required = own(schema, "required");
  if (Array.isArray(required)) {
    for (const name of required) {
      if (typeof name === "string" && !Object.hasOwn(value, name))
        errors.push(requiredField(joined(path, name), ""));
    }
  }
  const count = Object.keys(value).length;
  const most = own(schema, "maxProperties");
  if (typeof most === "number" && count > most) {
    errors.push({
      reason: "FieldValueTooMany",
      message: `Too many: ${count}: must have at most ${most} items`,
      field: path,
    });
  }
  const least = own(schema, "minProperties");
  if (typeof least === "number" && count < least) {
    errors.push(invalidField(path, count, `${inBody(path)} should have at least ${least} properties`));
  }
  for (const [name, item] of Object.entries(value)) {
    const inner = propertyOf(schema, name) ?? additionalOf(schema);
    if (inner !== undefined) check(inner, item, joined(path, name), findings);
  }
}

function checkCombinations(schema: JsonObject, value: Json, path: string, findings: Findings): void {
  const { errors, dialect } = findings;
  const fails = (part: Json): boolean => {
    const found: FieldError[] = [];
    if (isObject(part)) check(part, value, path, { errors: found, dialect });
    return found.length > 0;
  };
  const failing = (name: string): { all: readonly Json[]; failed: number } => {
    const parts = own(schema, name);
    const all = Array.isArray(parts) ? parts : [];
    return { all, failed: all.filter(fails).length };
  };
  const { all: allOf, failed: allFailed } = failing("allOf");
  if (allFailed > 0) {
    for (const part of allOf) if (isObject(part)) check(part, value, path, findings);
    errors.push(invalidField(path, value, `${inBody(path)} must validate all the schemas (allOf)`));
  }
  const { all: anyOf, failed: anyFailed } = failing("anyOf");
  if (anyOf.length > 0 && anyFailed === anyOf.length) {
    errors.push(invalidField(path, value, `${inBody(path)} must validate at least one schema (anyOf)`));
  }
  const { all: oneOf, failed: oneFailed } = failing("oneOf");
  if (oneOf.length > 0 && oneOf.length - oneFailed !== 1) {
    errors.push(invalidField(path, value, `${inBody(path)} must validate one and only one schema (oneOf)`));
  }
  const not = own(schema, "not");
  if (isObject(not) && !fails(not)) {
    errors.push(invalidField(path, value, `${inBody(path)} must not validate the schema (not)`));
  }
}

function inBody(path: string): string {
  return path === "" ? "" : `${path} in body`;
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function characters(text: string): number {
  return Array.from(text).length;
}
