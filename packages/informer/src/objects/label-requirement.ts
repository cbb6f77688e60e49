/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** One thing that a selector asks of an object's labels. */
export interface LabelRequirement {
  readonly key: string;
  /**
   * `"in"`, `"notin"`: the value is, or is not, one of {@link values}; a missing label meets `"notin"`. `"exists"`, `"!"`:
   * the label is there, or is not. `">"`, `"<"`: the value is a whole number beyond the one given.
   */
  readonly operator: "in" | "notin" | "exists" | "!" | ">" | "<";
  readonly values: readonly string[];
}

const name = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const domain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const wholeNumber = /^[+-]?\d+$/;

/** A requirement as it was given. @throws RangeError, naming the label, when there can be none such in Kubernetes. */
export function checkedRequirement(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  const refuse = (why: string): never => {
    throw new RangeError(`the label selector asks for ${JSON.stringify(key)}, but ${why}`);
  };
  if (!isLabelName(key)) refuse("that is not the name of a label");
  const many = operator === "in" || operator === "notin";
  const one = operator === ">" || operator === "<";
  if (many && values.length === 0) refuse(`names no value for "${operator}"`);
  if (!many && !one && values.length > 0) refuse(`"${operator}" takes no values`);
  for (const value of values) {
    if (one && !isWholeNumber(value))
      refuse(`"${operator}" takes a whole number, and not ${JSON.stringify(value)}`);
    if (many && value !== "" && !name.test(value)) refuse(`${JSON.stringify(value)} can not be its value`);
  }
  return requirement;
}

/** Whether labels are as a requirement asks. */
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

/** Numbers are those of Go's `int64`. */
function isWholeNumber(text: string): boolean {
  return wholeNumber.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}
