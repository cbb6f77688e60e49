const refuse = (): never => {
  throw new TypeError(
    "this object is shared by all readers of a cache and must not be changed: copy it first",
  );
};

const changing = ["set", "add", "delete", "clear"] as const;

/**
 * Freezes an object and everything reachable from it, so that a change throws where it is made. Maps and sets refuse
 * changes, too. Typed arrays cannot be frozen and stay as they are; so do functions, the instants of dates and what getters
 * return.
 */
export function deepFreeze(object: unknown): void {
  const seen = new Set<object>();
  const left = [object];
  while (left.length > 0) {
    const one = left.pop();
    if (typeof one !== "object" || one === null || seen.has(one) || ArrayBuffer.isView(one)) continue;
    seen.add(one);
    if (one instanceof Map || one instanceof Set) {
      for (const [key, value] of one.entries()) left.push(key, value);
      close(one);
    }
    for (const name of Reflect.ownKeys(one)) {
      left.push(Object.getOwnPropertyDescriptor(one, name)?.value as unknown);
    }
    Object.freeze(one);
  }
}

function close(collection: object): void {
  if (Object.isFrozen(collection)) return;
  for (const verb of changing) {
    if (verb in collection) Object.defineProperty(collection, verb, { value: refuse });
  }
}
