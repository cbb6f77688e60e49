/** The name of an object within its namespace. */
export interface ObjectName {
  /** Absent or empty for an object in no namespace. */
  readonly namespace?: string;
  readonly name: string;
}

/** The key of an object of this name: `namespace/name`, or `name` without a namespace. */
export function keyOfName({ namespace, name }: ObjectName): string {
  return namespace ? `${namespace}/${name}` : name;
}

/**
 * The name that a key was made of, without `namespace` where the key has none.
 * @throws RangeError when the key has more than two parts.
 */
export function splitKey(key: string): ObjectName {
  const [first = "", second, ...more] = key.split("/");
  if (more.length > 0) {
    throw new RangeError(`a key must be "namespace/name" or "name", but it is ${JSON.stringify(key)}`);
  }
  if (second === undefined) return { name: first };
  return first === "" ? { name: second } : { namespace: first, name: second };
}
