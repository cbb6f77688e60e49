/** Longer texts are cut in error messages. */
const longestShown = 100;

/**
 * A value as an error message shows it: strings quoted and cut after 100 characters, so that `"3"` and `3` differ; objects
 * and functions by their kind, never by their content. Never throws.
 */
export function shown(value: unknown): string {
  switch (typeof value) {
    case "string": {
      const cut = value.length > longestShown ? `${value.slice(0, longestShown)}…` : value;
      return JSON.stringify(cut);
    }
    case "bigint":
      return `${value}n`;
    case "function":
      return "a function";
    case "object":
      return value === null ? "null" : kindOf(value);
    default:
      return String(value);
  }
}

function kindOf(value: object): string {
  try {
    if (Array.isArray(value)) return "an array";
    const name: unknown = value.constructor?.name;
    if (typeof name !== "string" || name === "" || name === "Object") return "an object";
    return `${/^[AEIOU]/i.test(name) ? "an" : "a"} ${name.slice(0, longestShown)}`;
  } catch {
    return "an object";
  }
}

/**
 * The value of an option that must be given. `hint` says what to give.
 * @throws TypeError when it is `undefined` or `null`.
 */
export function required<V>(name: string, value: V, hint: string): NonNullable<V> {
  if (value === undefined || value === null) throw new TypeError(`${name} is required: ${hint}`);
  return value;
}

/**
 * An option that must be an object with these methods. `hint` says what to give.
 * @throws TypeError, naming what is missing.
 */
export function requiredMethods<V>(
  name: string,
  value: V,
  methods: readonly (keyof NonNullable<V> & string)[],
  hint: string,
): NonNullable<V> {
  const given: NonNullable<V> = required(name, value, hint);
  if (typeof given !== "object" && typeof given !== "function") {
    throw new TypeError(`${name} must be an object, but it is ${shown(given)}: ${hint}`);
  }
  const missing = methods.filter((method) => typeof (given as NonNullable<V>)[method] !== "function");
  if (missing.length === 0) return given;
  throw new TypeError(`${name} must have the method ${missing.join(", ")}, but it is missing: ${hint}`);
}

/** The bounds of a {@link checkedNumber}. */
export interface NumberBounds {
  /** The least allowed value. */
  readonly atLeast?: number;
  /** A value that is too small itself. */
  readonly above?: number;
  /** The greatest allowed value. */
  readonly atMost?: number;
  /** What the number counts, for the message: "milliseconds". */
  readonly unit?: string;
}

/** The number as it was given. @throws RangeError, naming the option, when it is no number (or `NaN`) or out of bounds. */
export function checkedNumber(name: string, value: number, bounds: NumberBounds = {}): number {
  if (typeof value === "number" && !Number.isNaN(value) && isWithin(value, bounds)) return value;
  const unit = bounds.unit ? ` of ${bounds.unit}` : "";
  const within = inWords(bounds);
  throw new RangeError(
    `${name} must be a number${unit}${within && `, ${within}`}, but it is ${shown(value)}`,
  );
}

/** The whole number as it was given. @throws RangeError, naming the option, when it is none or out of bounds. */
export function checkedCount(
  name: string,
  value: number,
  bounds: Pick<NumberBounds, "atLeast" | "atMost"> = { atLeast: 0 },
): number {
  if (Number.isInteger(value) && isWithin(value, bounds)) return value;
  const within = inWords(bounds).replace(/^at/, "of at");
  throw new RangeError(`${name} must be a whole number${within && ` ${within}`}, but it is ${shown(value)}`);
}

/** The delay as it was given, which may be negative or `Infinity`. @throws RangeError, naming the option, when it is no number. */
export function checkedDelay(name: string, delayMs: number): number {
  // Every timer comes by here: the ordinary case is one comparison.
  return Number.isFinite(delayMs) ? delayMs : checkedNumber(name, delayMs, { unit: "milliseconds" });
}

/** The time span as it was given, zero or more. @throws RangeError, naming the option, when it is no number or negative. */
export function checkedDuration(name: string, durationMs: number): number {
  return checkedNumber(name, durationMs, { atLeast: 0, unit: "milliseconds" });
}

/** The choice as it was given. @throws RangeError, naming the option and the choices, when it is none of them. */
export function checkedChoice<C extends string>(name: string, value: C, choices: readonly C[]): C {
  if (choices.includes(value)) return value;
  const known = choices.map((choice) => JSON.stringify(choice));
  const words = known.length === 1 ? known[0]! : `${known.slice(0, -1).join(", ")} or ${known.at(-1)!}`;
  throw new RangeError(`${name} must be ${words}, but it is ${shown(value)}`);
}

/** The function as it was given. @throws TypeError, naming the option, when it is none. */
export function checkedFunction<F>(name: string, value: F): F {
  if (typeof value === "function") return value;
  throw new TypeError(`${name} must be a function, but it is ${shown(value)}`);
}

function isWithin(value: number, { atLeast = -Infinity, above, atMost = Infinity }: NumberBounds): boolean {
  return value >= atLeast && value <= atMost && (above === undefined || value > above);
}

function inWords({ atLeast, above, atMost }: NumberBounds): string {
  if (atLeast !== undefined)
    return atMost === undefined ? `at least ${atLeast}` : `from ${atLeast} to ${atMost}`;
  if (above !== undefined) return `above ${above}`;
  return atMost === undefined ? "" : `at most ${atMost}`;
}
