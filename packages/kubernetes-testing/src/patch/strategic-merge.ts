import { isObject, own, sameJson, setOwn, type Json, type JsonObject } from "../resources/object.ts";
import { typeNamed, type Field, type FieldType } from "../resources/types.ts";

/** A patch that does not fit the type that it is for. */
export class StrategicPatchError extends Error {
  override readonly name = "StrategicPatchError";
}

/**
 * Applies a strategic merge patch: as a merge patch, but lists that have a merge key are merged item by item. The
 * directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/…` and `$setElementOrder/…` are followed.
 */
export function strategicMerge(typeName: string, target: JsonObject, patch: JsonObject): JsonObject {
  return mergeStruct({ kind: "struct", name: typeName }, target, patch);
}

const listDirective = /^\$(deleteFromPrimitiveList|setElementOrder)\/(.*)$/su;

function mergeStruct(type: FieldType | undefined, target: JsonObject, patch: JsonObject): JsonObject {
  const directive = own(patch, "$patch");
  if (directive === "delete") return {};
  if (directive === "replace") return without(patch, "$patch");
  if (directive !== undefined && directive !== "merge") {
    throw new StrategicPatchError(`Unknown patch type ${JSON.stringify(directive)} found in patch`);
  }
  let merged: JsonObject = { ...target };
  const retained = own(patch, "$retainKeys");
  if (Array.isArray(retained)) {
    merged = Object.fromEntries(Object.entries(merged).filter(([key]) => retained.includes(key)));
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === "$patch" || key === "$retainKeys") continue;
    const list = listDirective.exec(key);
    if (list !== null) {
      const [, what, name] = list;
      if (what === "deleteFromPrimitiveList") deletePrimitives(merged, name!, value);
      continue;
    }
    if (value === null) {
      delete merged[key];
      continue;
    }
    const field = fieldOf(type, key);
    const order = own(patch, `$setElementOrder/${key}`);
    setOwn(merged, key, mergeValue(field, own(merged, key), value, order));
  }
  for (const [key, value] of Object.entries(patch)) {
    const list = listDirective.exec(key);
    if (list === null || list[1] !== "setElementOrder" || Object.hasOwn(patch, list[2]!)) continue;
    const current = own(merged, list[2]!);
    if (Array.isArray(current) && Array.isArray(value)) {
      setOwn(merged, list[2]!, ordered(current, value, fieldOf(type, list[2]!)?.mergeKey));
    }
  }
  return merged;
}

interface Place {
  readonly type: FieldType;
  readonly mergeKey: string | undefined;
}

function fieldOf(type: FieldType | undefined, name: string): Place | undefined {
  if (type?.kind === "map") return { type: type.element, mergeKey: undefined };
  if (type?.kind !== "struct") return undefined;
  const field: Field | undefined = typeNamed(type.name).byName.get(name);
  return field === undefined ? undefined : { type: field.type, mergeKey: field.mergeKey };
}

function mergeValue(place: Place | undefined, target: Json | undefined, patch: Json, order?: Json): Json {
  if (isObject(patch)) return mergeStruct(place?.type, isObject(target) ? target : {}, patch);
  if (!Array.isArray(patch) || place?.mergeKey === undefined) return patch;
  const current = Array.isArray(target) ? target : [];
  const merged =
    place.mergeKey === ""
      ? mergePrimitives(current, patch)
      : mergeItems(place, place.mergeKey, current, patch);
  return Array.isArray(order) ? ordered(merged, order, place.mergeKey) : merged;
}

function mergePrimitives(current: readonly Json[], patch: readonly Json[]): Json[] {
  return [...current, ...patch.filter((item) => !current.some((one) => sameJson(one, item)))];
}

function mergeItems(place: Place, key: string, current: readonly Json[], patch: readonly Json[]): Json[] {
  const element = place.type.kind === "list" ? place.type.element : undefined;
  if (patch.some((item) => isObject(item) && own(item, "$patch") === "replace")) {
    return patch.filter((item) => !(isObject(item) && own(item, "$patch") === "replace"));
  }
  let merged = [...current];
  for (const item of patch) {
    if (!isObject(item))
      throw new StrategicPatchError(`an item of a list that is merged by ${key} is no object`);
    const wanted = own(item, key);
    if (wanted === undefined)
      throw new StrategicPatchError(
        `map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`,
      );
    const at = merged.findIndex((one) => isObject(one) && sameJson(own(one, key), wanted));
    if (own(item, "$patch") === "delete")
      merged = merged.filter((one) => !(isObject(one) && sameJson(own(one, key), wanted)));
    else if (at === -1) merged.push(mergeStruct(element, {}, item));
    else merged[at] = mergeStruct(element, merged[at] as JsonObject, item);
  }
  return merged;
}

/** Puts the items into the order that the patch names; those that it does not name keep their places behind it. */
function ordered(items: readonly Json[], order: readonly Json[], key: string | undefined): Json[] {
  const rank = (item: Json): number => {
    const at = order.findIndex((one) =>
      key === undefined || key === ""
        ? sameJson(one, item)
        : isObject(one) && isObject(item) && sameJson(own(one, key), own(item, key)),
    );
    return at === -1 ? order.length : at;
  };
  return items.toSorted((a, b) => rank(a) - rank(b));
}

function deletePrimitives(merged: JsonObject, name: string, values: Json): void {
  const current = own(merged, name);
  if (!Array.isArray(current) || !Array.isArray(values)) return;
  setOwn(
    merged,
    name,
    current.filter((item) => !values.some((value) => sameJson(value, item))),
  );
}

function without(object: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}
