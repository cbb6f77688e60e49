/** What the recorder put in place of values that differ from run to run. */
const placeholder = /\$(uid|rv|continue|rand)(\d+)|\$(hash|pointer|time|microtime|number)(?![A-Za-z])/gu;

const patterns: Readonly<Record<string, string>> = {
  uid: "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
  rv: "\\d+",
  continue: "[A-Za-z0-9_=-]+",
  rand: "[a-z0-9]+",
  number: "\\d+",
  hash: "[A-Za-z0-9+/=]+",
  pointer: "0x[0-9a-f]+",
  time: "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ",
  microtime: "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z",
};

/** What the placeholders of one scenario stand for, as far as it is known. */
export class Placeholders {
  readonly #values = new Map<string, string>();
  readonly #ordered: boolean;

  /** `ordered`: of two versions, the one with the greater number is the newer. */
  constructor(ordered: boolean) {
    this.#ordered = ordered;
  }

  /** A recorded value with what the placeholders stand for. `fresh` makes a value for one that nothing has shown yet. */
  fill(recorded: unknown, fresh: (kind: string) => string): unknown {
    if (typeof recorded === "string") {
      return recorded.replaceAll(
        placeholder,
        (name: string, numbered?: string, _n?: string, stamp?: string) => {
          const kind = numbered ?? stamp!;
          let value = this.#values.get(name);
          if (value === undefined) this.#values.set(name, (value = fresh(kind)));
          return value;
        },
      );
    }
    if (Array.isArray(recorded)) return recorded.map((item) => this.fill(item, fresh));
    if (typeof recorded !== "object" || recorded === null) return recorded;
    return Object.fromEntries(Object.entries(recorded).map(([key, value]) => [key, this.fill(value, fresh)]));
  }

  /** Whether `got` is what was recorded; what placeholders stand for is learned from it, or must be the same again. */
  matches(recorded: string, got: string): boolean {
    if (!recorded.includes("$")) return recorded === got;
    const names: string[] = [];
    let source = "";
    let from = 0;
    for (const found of recorded.matchAll(placeholder)) {
      const kind = found[1] ?? found[3]!;
      source += escaped(recorded.slice(from, found.index));
      source += `(${patterns[kind]!})`;
      names.push(found[0]);
      from = found.index + found[0].length;
    }
    source += escaped(recorded.slice(from));
    const match = new RegExp(`^${source}$`, "su").exec(got);
    if (match === null) return false;
    return names.every((name, at) => this.#learn(name, match[at + 1]!));
  }

  #learn(name: string, value: string): boolean {
    // Stamps are not distinguished; what is sent back is the first that was seen.
    if (!/\d$/u.test(name)) {
      if (!this.#values.has(name)) this.#values.set(name, value);
      return true;
    }
    const known = this.#values.get(name);
    if (known !== undefined) return known === value;
    if (this.#ordered && name.startsWith("$rv") && !this.#inOrder(name, value)) return false;
    this.#values.set(name, value);
    return true;
  }

  #inOrder(name: string, value: string): boolean {
    const number = Number(name.slice(3));
    return [...this.#values].every(([other, known]) => {
      if (!other.startsWith("$rv")) return true;
      return Math.sign(Number(other.slice(3)) - number) === Math.sign(Number(known) - Number(value));
    });
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
}
