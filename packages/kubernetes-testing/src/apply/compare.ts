import { isObject, own, sameJson, type Json, type JsonObject } from "../resources/object.ts";
import { FieldSet } from "./field-set.ts";
import { deduced, fieldShape, itemStep, type Shape } from "./shape.ts";

/** What changed from one object to another. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** Compares two values of one shape. An absent value is undefined; null is a value. */
export function compare(shape: Shape, before: Json | undefined, after: Json | undefined): Comparison {
  if (before === undefined && after === undefined) return nothing;
  const seen = shape.kind === "any" ? deduced(after ?? before) : shape;
  if (isLeaf(seen, before, after)) {
    if (before === undefined) return { ...nothing, added: FieldSet.leaf };
    if (after === undefined) return { ...nothing, removed: FieldSet.leaf };
    return sameJson(before, after) ? nothing : { ...nothing, modified: FieldSet.leaf };
  }
  const steps =
    seen.kind === "map"
      ? compareMaps(seen, asObject(before), asObject(after))
      : compareLists(seen as Shape & { kind: "list" }, asList(before), asList(after));
  return {
    added: FieldSet.of(
      before === undefined,
      steps.map(([step, found]) => [step, found.added] as const),
    ),
    modified: FieldSet.of(
      false,
      steps.map(([step, found]) => [step, found.modified] as const),
    ),
    removed: FieldSet.of(
      after === undefined,
      steps.map(([step, found]) => [step, found.removed] as const),
    ),
  };
}

const nothing: Comparison = { added: FieldSet.empty, modified: FieldSet.empty, removed: FieldSet.empty };

/** One piece: it has no parts that are owned one by one, or none at the moment. */
function isLeaf(shape: Shape, before: Json | undefined, after: Json | undefined): boolean {
  if (shape.kind === "scalar" || shape.kind === "any") return true;
  if (shape.kind === "map" ? shape.atomic : shape.merge === "atomic") return true;
  const fits = (value: Json | undefined): boolean =>
    value === undefined || value === null || (shape.kind === "map" ? isObject(value) : Array.isArray(value));
  if (!fits(before) || !fits(after)) return true;
  return isNothing(before) && isNothing(after);
}

function isNothing(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

type Steps = readonly (readonly [string, Comparison])[];

function compareMaps(shape: Shape & { kind: "map" }, before: JsonObject, after: JsonObject): Steps {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((name) => {
    const [old, now] = [own(before, name), own(after, name)];
    return [`f:${name}`, compare(fieldShape(shape, name, now ?? old), old, now)] as const;
  });
}

function compareLists(
  shape: Shape & { kind: "list" },
  before: readonly Json[],
  after: readonly Json[],
): Steps {
  const [old, now] = [itemsBySteps(shape, before), itemsBySteps(shape, after)];
  return [...new Set([...old.keys(), ...now.keys()])].map((step) => {
    const found = compare(shape.element, old.get(step), now.get(step));
    return [step, found] as const;
  });
}

/** The items of a list by the step that leads to each; the first of several with one step counts. */
function itemsBySteps(shape: Shape & { kind: "list" }, items: readonly Json[]): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const item of items) {
    const step = itemStep(shape, item);
    if (!found.has(step)) found.set(step, item);
  }
  return found;
}

/** The fields that an applied configuration sets. */
export function fieldsOf(shape: Shape, value: Json): FieldSet {
  const seen = shape.kind === "any" ? deduced(value) : shape;
  if (seen.kind === "scalar" || seen.kind === "any") return FieldSet.leaf;
  if (seen.kind === "map") {
    if (seen.atomic) return FieldSet.leaf;
    if (!isObject(value)) return FieldSet.empty;
    return FieldSet.of(
      false,
      Object.entries(value).map(([name, item]) => {
        const below = fieldsOf(fieldShape(seen, name, item), item);
        const named = seen.field(name) !== undefined;
        const blank = item === null || (isObject(item) && Object.keys(item).length === 0);
        return [`f:${name}`, blank || !named ? below.union(FieldSet.leaf) : below] as const;
      }),
    );
  }
  if (seen.merge === "atomic") return FieldSet.leaf;
  if (!Array.isArray(value)) return FieldSet.empty;
  return FieldSet.of(
    false,
    value.map((item) => [itemStep(seen, item), fieldsOf(seen.element, item).union(FieldSet.leaf)] as const),
  );
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
