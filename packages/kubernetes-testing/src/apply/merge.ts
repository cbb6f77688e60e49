import { isObject, own, setOwn, type Json, type JsonObject } from "../resources/object.ts";
import type { FieldSet } from "./field-set.ts";
import { deduced, fieldShape, itemStep, type Shape } from "./shape.ts";

/** Lays an applied configuration over what is stored. */
export function mergeApplied(shape: Shape, live: Json | undefined, applied: Json): Json {
  if (live === undefined || live === null || applied === null) return applied;
  const seen = shape.kind === "any" ? deduced(applied) : shape;
  if (seen.kind === "map" && !seen.atomic && isObject(live) && isObject(applied)) {
    const merged: JsonObject = { ...live };
    for (const [name, value] of Object.entries(applied)) {
      setOwn(merged, name, mergeApplied(fieldShape(seen, name, value), own(live, name), value));
    }
    return merged;
  }
  if (seen.kind === "list" && seen.merge !== "atomic" && Array.isArray(live) && Array.isArray(applied)) {
    const bySteps = new Map(applied.map((item) => [itemStep(seen, item), item] as const));
    const merged = live.map((item) => {
      const step = itemStep(seen, item);
      const over = bySteps.get(step);
      bySteps.delete(step);
      return over === undefined ? item : mergeApplied(seen.element, item, over);
    });
    return [...merged, ...bySteps.values()];
  }
  return applied;
}

/** Takes the paths of `fields` out of a value; undefined when nothing of it is left to keep. */
export function removeFields(shape: Shape, value: Json, fields: FieldSet): Json {
  const seen = shape.kind === "any" ? deduced(value) : shape;
  if (seen.kind === "map" && isObject(value)) {
    const kept: JsonObject = {};
    for (const [name, item] of Object.entries(value)) {
      const below = fields.child(`f:${name}`);
      if (below.member) continue;
      setOwn(kept, name, below.isEmpty ? item : removeFields(fieldShape(seen, name, item), item, below));
    }
    return kept;
  }
  if (seen.kind === "list" && seen.merge !== "atomic" && Array.isArray(value)) {
    return value.flatMap((item) => {
      const below = fields.child(itemStep(seen, item));
      if (below.member) return [];
      return [below.isEmpty ? item : removeFields(seen.element, item, below)];
    });
  }
  return value;
}
