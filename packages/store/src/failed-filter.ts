import type { FailedFilter } from "./stored-key.ts";

const fields = new Set(["all", "key", "search", "failedBefore"]);

/**
 * The filter, checked: a filter that says nothing by mistake must not mean every key.
 * @throws TypeError when a field is unknown, has a value that has no meaning, or when no condition is given.
 */
export function checkedFailedFilter(filter: FailedFilter): FailedFilter {
  if (typeof filter !== "object" || filter === null) {
    throw new TypeError(`the filter must be an object, but it is ${String(filter)}`);
  }
  for (const field of Object.keys(filter)) {
    if (!fields.has(field)) {
      throw new TypeError(
        `the filter has no field ${JSON.stringify(field)}: it takes all, key, search and failedBefore`,
      );
    }
  }
  const { all, key, search, failedBefore } = filter;
  for (const [name, value] of [
    ["key", key],
    ["search", search],
  ] as const) {
    if (name in filter && typeof value !== "string") {
      throw new TypeError(`${name} must be a string, but it is ${String(value)}`);
    }
  }
  if ("failedBefore" in filter && (typeof failedBefore !== "number" || Number.isNaN(failedBefore))) {
    throw new TypeError(
      `failedBefore must be an instant in milliseconds, but it is ${JSON.stringify(failedBefore)}`,
    );
  }
  const conditions = Object.keys(filter).filter((field) => field !== "all").length;
  if (all !== undefined && (!all || conditions > 0)) {
    throw new TypeError("all must be true and stand alone: { all: true } means every failed key");
  }
  if (all === undefined && conditions === 0) {
    throw new TypeError("the filter names no condition: say { all: true } for every failed key");
  }
  return filter;
}
