/** What the server writes into metadata; no writer wants it otherwise. */
const ofTheServer = new Set([
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
  "selfLink",
]);

/**
 * Whether the object is already as it is wanted, so that writing it would change nothing: every field that is wanted is
 * there with that value. Fields that only the actual object has, defaults and those of other writers, do not count; lists
 * must have the same length; what the server writes into metadata is left out, and so are labels and the like that are
 * empty. `null` and `undefined` mean that a field is not there. In doubt it says no, and the write changes nothing.
 *
 * It does not see that a field is no longer wanted: apply does, which knows the fields of each manager.
 */
export function matches(desired: object, actual: object | undefined): boolean {
  if (actual === undefined) return false;
  const { metadata, ...rest } = desired as { readonly metadata?: object };
  const { metadata: actualMetadata = {} } = actual as { readonly metadata?: object };
  const wanted = Object.entries(metadata ?? {}).filter(
    ([name, value]) => !ofTheServer.has(name) && !isEmpty(value),
  );
  return isWithin(rest, actual) && isWithin(Object.fromEntries(wanted), actualMetadata);
}

function isWithin(desired: unknown, actual: unknown): boolean {
  if (desired === undefined || desired === null) return actual === undefined || actual === null;
  if (typeof desired !== "object") return desired === actual;
  if (typeof actual !== "object" || actual === null) return false;
  if (Array.isArray(desired) || Array.isArray(actual)) {
    if (!Array.isArray(desired) || !Array.isArray(actual) || desired.length !== actual.length) return false;
    return desired.every((element, index) => isWithin(element, actual[index]));
  }
  return Object.entries(desired).every(([name, value]) =>
    isWithin(value, Object.hasOwn(actual, name) ? (actual as Record<string, unknown>)[name] : undefined),
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
