/** The recording is not in the format. The reader of the file adds the position. */
export class Fault extends Error {
  override readonly name = "Fault";
}

/** Takes a value as it came out of JSON and gives it a type. @throws Fault, naming `at`, when it is something else. */
export type Check<T> = (value: unknown, at: string) => T;

type Checks = Readonly<Record<string, Check<unknown>>>;
type Checked<C extends Checks> = { readonly [K in keyof C]: ReturnType<C[K]> };

/** Refuses a value: says what it must be and what it is. */
export function refuse(at: string, mustBe: string, value: unknown): never {
  const shown = value === undefined ? "missing" : (JSON.stringify(value) ?? typeof value);
  throw new Fault(
    `${at} must be ${mustBe}, but it is ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}`,
  );
}

/** Any string, the empty one included. */
export const text: Check<string> = (value, at) =>
  typeof value === "string" ? value : refuse(at, "a string", value);

/** A finite number. */
export const number: Check<number> = (value, at) =>
  typeof value === "number" && Number.isFinite(value) ? value : refuse(at, "a number", value);

/** A whole number of at least `least`. */
export const count =
  (least: number): Check<number> =>
  (value, at) =>
    Number.isSafeInteger(value) && (value as number) >= least
      ? (value as number)
      : refuse(at, `a whole number of at least ${least}`, value);

/** A number that is not negative. */
export const notNegative: Check<number> = (value, at) =>
  number(value, at) >= 0 ? (value as number) : refuse(at, "a number that is not negative", value);

/** True or false. */
export const flag: Check<boolean> = (value, at) =>
  typeof value === "boolean" ? value : refuse(at, "true or false", value);

/** What a call records that returns nothing. */
export const nothing: Check<null> = (value, at) => (value === null ? value : refuse(at, "null", value));

/** A string, or null. */
export const textOrNull: Check<string | null> = (value, at) =>
  value === null || typeof value === "string" ? value : refuse(at, "a string or null", value);

/** An array of what `each` takes. */
export const list =
  <T>(each: Check<T>): Check<readonly T[]> =>
  (value, at) =>
    Array.isArray(value)
      ? value.map((one, index) => each(one, `${at}[${index}]`))
      : refuse(at, "an array", value);

/** An array whose order means nothing: a sorted copy of it. */
export const set: Check<readonly string[]> = (value, at) => list(text)(value, at).toSorted();

/** A field that may be missing, and then is `otherwise`. */
export function optional<T>(check: Check<T>, otherwise: T): Check<T> {
  return (value, at) => (value === undefined ? otherwise : check(value, at));
}

/** An object with these fields and no others: what is not known cannot be compared. */
export function fields<C extends Checks>(checks: C): Check<Checked<C>> {
  return (value, at) => {
    const object = anyObject(value, at);
    const stranger = Object.keys(object).find((name) => !Object.hasOwn(checks, name));
    if (stranger !== undefined) throw new Fault(`${at} has an unknown field ${JSON.stringify(stranger)}`);
    const checked = Object.entries(checks).map(([name, check]) => [
      name,
      check(fieldOf(object, name), `${at}.${name}`),
    ]);
    return Object.fromEntries(checked) as Checked<C>;
  };
}

/** An object, whatever its fields. */
export const anyObject: Check<object> = (value, at) =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? value
    : refuse(at, "an object", value);

/** The value of a field of the object itself; `undefined` when it has none of that name. */
export function fieldOf(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}
