import { checkedChoice, checkedFunction, shown } from "@workset/clock";
import type { KeyState, ListedKey } from "./queue.ts";

/** Which keys are removed: those that match every field. At least one field is needed; every key needs `{ all: true }`. */
export interface ClearFilter<T> {
  /** Every key. */
  readonly all?: true;
  /** Keys in this state. */
  readonly state?: Exclude<KeyState, "processing">;
  /** Keys for which the function returns true. */
  readonly where?: (listed: ListedKey<T>) => boolean;
}

const states = ["ready", "rerun", "waiting"] as const;

/**
 * The filter as a function.
 * @throws TypeError when it has no field or an unknown one; RangeError or TypeError when a field has no meaning.
 */
export function matching<T>(filter: ClearFilter<T>): (listed: ListedKey<T>) => boolean {
  const fields = Object.keys(filter ?? {});
  const unknown = fields.find((field) => field !== "all" && field !== "state" && field !== "where");
  if (unknown !== undefined) throw new TypeError(`filter has an unknown field: ${shown(unknown)}`);
  if (fields.length === 0) throw new TypeError("filter must have a field: { all: true } matches every key");
  const { all, state, where } = filter;
  if ("all" in filter && all !== true)
    throw new TypeError(`filter.all must be true, but it is ${shown(all)}`);
  if ("state" in filter) checkedChoice("filter.state", state!, states);
  if ("where" in filter) checkedFunction("filter.where", where);
  return (listed) =>
    listed.state !== "processing" && (!state || listed.state === state) && (!where || where(listed));
}
