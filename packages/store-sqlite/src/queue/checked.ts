import type { AddRequest } from "@workset/store";

/** Why a request can not be kept as it is, naming the field; `undefined` when it can. */
export function refusal({ key, payload, priority, due }: AddRequest): Error | undefined {
  if (typeof key !== "string" || !key.isWellFormed()) {
    return new TypeError(`key must be a string without lone surrogates, but it is ${JSON.stringify(key)}`);
  }
  if (payload !== null && (typeof payload !== "string" || !payload.isWellFormed())) {
    return new TypeError("payload must be null or a string without lone surrogates");
  }
  if (typeof priority !== "number" || Number.isNaN(priority)) {
    return new RangeError(`priority must be a number, but it is ${String(priority)}`);
  }
  if (Number.isNaN(due)) return new RangeError("due must be an instant in milliseconds, but it is NaN");
  return undefined;
}
