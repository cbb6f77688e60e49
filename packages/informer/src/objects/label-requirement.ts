/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** One requirement of a selector. */
export interface LabelRequirement {
  readonly key: string;
  /**
   * `"in"`, `"notin"`: the value is, or is not, one of {@link values}; a missing label meets `"notin"`. `"exists"`, `"!"`:
   * the label exists, or does not. `">"`, `"<"`: the value is a whole number above, or below, the given one.
   */
  readonly operator: "in" | "notin" | "exists" | "!" | ">" | "<";
  readonly values: readonly string[];
}

const name = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const domain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const wholeNumber = /^[+-]?\d+$/;

/** The requirement as it was given. @throws RangeError, naming the label, when Kubernetes would refuse it. */
export function checkedRequirement(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  const refuse = (why: string): never => {
    throw new RangeError(`the label selector names ${JSON.stringify(key)}, but ${why}`);
  };
  if (!isLabelName(key)) refuse("that is not a valid label name");
  const many = operator === "in" || operator === "notin";
  const one = operator === ">" || operator === "<";
  if (many && values.length === 0) refuse(`gives no value for "${operator}"`);
  if (!many && !one && values.length > 0) refuse(`"${operator}" takes no values`);
  for (const value of values) {
    if (one && !isWholeNumber(value))
      refuse(`"${operator}" takes a whole number, and not ${JSON.stringify(value)}`);
    if (many && value !== "" && !name.test(value)) refuse(`${JSON.stringify(value)} cannot be its value`);
  }
  return requirement;
}

/** Whether labels meet a requirement. */
export function meets({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "in":
      return value !== undefined && values.includes(value);
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case ">":
      return value !== undefined && isWholeNumber(value) && BigInt(value) > BigInt(values[0]!);
    case "<":
      return value !== undefined && isWholeNumber(value) && BigInt(value) < BigInt(values[0]!);
  }
}

function isLabelName(key: string): boolean {
  const slash = key.indexOf("/");
  if (slash === -1) return name.test(key);
  const prefix = key.slice(0, slash);
  return prefix.length <= 253 && domain.test(prefix) && name.test(key.slice(slash + 1));
}

/** Whether it is a number that fits into Go's `int64`. */
function isWholeNumber(text: string): boolean {
  return wholeNumber.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}
