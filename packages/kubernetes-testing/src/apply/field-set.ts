import { isObject, setOwn, type JsonObject } from "../resources/object.ts";

/**
 * A set of paths into an object. Each step is written as in `fieldsV1`: `f:name` a field, `k:{…}` an item by its keys,
 * `v:…` an item by its value.
 */
export class FieldSet {
  readonly #children: ReadonlyMap<string, FieldSet>;
  /** Whether the path that leads here is itself in the set. */
  readonly member: boolean;

  private constructor(member: boolean, children: ReadonlyMap<string, FieldSet>) {
    this.member = member;
    this.#children = children;
  }

  static readonly empty: FieldSet = new FieldSet(false, new Map());
  static readonly leaf: FieldSet = new FieldSet(true, new Map());

  /** A set with these children; those that are empty are left out. */
  static of(member: boolean, children: Iterable<readonly [string, FieldSet]>): FieldSet {
    const kept = new Map([...children].filter(([, child]) => !child.isEmpty));
    return kept.size === 0 ? (member ? FieldSet.leaf : FieldSet.empty) : new FieldSet(member, kept);
  }

  /** Reads `fieldsV1`. */
  static fromJson(json: JsonObject): FieldSet {
    const children: [string, FieldSet][] = [];
    let member = false;
    for (const [step, value] of Object.entries(json)) {
      if (step === ".") member = true;
      else if (isObject(value)) {
        children.push([step, Object.keys(value).length === 0 ? FieldSet.leaf : FieldSet.fromJson(value)]);
      }
    }
    return FieldSet.of(member, children);
  }

  /** Writes `fieldsV1`. */
  toJson(): JsonObject {
    const json: JsonObject = {};
    if (this.member && this.#children.size > 0) json["."] = {};
    for (const [step, child] of [...this.#children].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      setOwn(json, step, child.toJson());
    }
    return json;
  }

  get isEmpty(): boolean {
    return !this.member && this.#children.size === 0;
  }

  get steps(): Iterable<string> {
    return this.#children.keys();
  }

  child(step: string): FieldSet {
    return this.#children.get(step) ?? FieldSet.empty;
  }

  union(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    if (this.isEmpty) return other;
    return this.#combine(other, this.member || other.member, (a, b) => a.union(b));
  }

  intersection(other: FieldSet): FieldSet {
    return this.#combine(other, this.member && other.member, (a, b) => a.intersection(b));
  }

  /** The paths of this set that are not in `other`. */
  difference(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    return this.#combine(other, this.member && !other.member, (a, b) => a.difference(b));
  }

  /** As {@link difference}, and whatever lies below a path of `other` is taken out with it. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (other.member) return FieldSet.empty;
    return this.#combine(other, this.member, (a, b) => a.recursiveDifference(b));
  }

  /** The set without the paths of these fields, each written `a.b.c`. */
  without(fields: readonly string[]): FieldSet {
    return fields.reduce<FieldSet>((set, field) => set.difference(pathOf(field)), this);
  }

  /** The set without these fields and all that is below them. */
  recursiveWithout(fields: readonly string[]): FieldSet {
    return fields.reduce<FieldSet>((set, field) => set.recursiveDifference(pathOf(field)), this);
  }

  equals(other: FieldSet): boolean {
    if (this.member !== other.member || this.#children.size !== other.#children.size) return false;
    return [...this.#children].every(([step, child]) => child.equals(other.child(step)));
  }

  /** Every path of the set, with the steps that lead to it. */
  *paths(prefix: readonly string[] = []): Generator<readonly string[]> {
    if (this.member) yield prefix;
    for (const [step, child] of [...this.#children].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      yield* child.paths([...prefix, step]);
    }
  }

  /** The same set, in which each field that leads to a path is a path itself. */
  withParents(): FieldSet {
    return FieldSet.of(
      this.member || this.#children.size > 0,
      [...this.#children].map(([step, child]) => [step, child.withParents()] as const),
    );
  }

  #combine(other: FieldSet, member: boolean, combine: (a: FieldSet, b: FieldSet) => FieldSet): FieldSet {
    const steps = new Set([...this.#children.keys(), ...other.#children.keys()]);
    return FieldSet.of(
      member,
      [...steps].map((step) => [step, combine(this.child(step), other.child(step))] as const),
    );
  }
}

function pathOf(field: string): FieldSet {
  return field
    .split(".")
    .reduceRight<FieldSet>((set, name) => FieldSet.of(false, [[`f:${name}`, set]]), FieldSet.leaf);
}

/** A path as conflicts name it: `.spec.containers[name="c"].image`. */
export function shownPath(steps: readonly string[]): string {
  return steps
    .map((step) => {
      const kind = step.slice(0, 2);
      const rest = step.slice(2);
      if (kind === "f:") return `.${rest}`;
      if (kind === "v:") return `[=${rest}]`;
      if (kind === "i:") return `[${rest}]`;
      const keys = JSON.parse(rest) as JsonObject;
      return `[${Object.entries(keys)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(",")}]`;
    })
    .join("");
}
