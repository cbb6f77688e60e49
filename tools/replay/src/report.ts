import type { Differs, Verdict } from "./verdict.ts";

/** How many differing traces of a component are shown. */
const shown = 10;

/** The report of one component, trace by trace. */
export class ComponentReport {
  readonly #name: string;
  readonly #differing: string[] = [];
  readonly #leftOut = new Map<string, number>();
  #traces = 0;
  #agree = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** How many traces came out otherwise. */
  get differing(): number {
    return this.#differing.length;
  }

  add(id: string, at: string, verdict: Verdict): void {
    this.#traces++;
    if (verdict.outcome === "agrees") this.#agree++;
    else if (verdict.outcome === "differs") this.#differing.push(difference(id, at, verdict));
    else this.#leftOut.set(verdict.why, (this.#leftOut.get(verdict.why) ?? 0) + 1);
  }

  /** The line of the component, and below it the first difference of each differing trace. */
  lines(): readonly string[] {
    const leftOut = [...this.#leftOut.values()].reduce((sum, n) => sum + n, 0);
    const why = leftOut > 0 ? ` (${[...this.#leftOut.keys()].join("; ")})` : "";
    const more = this.#differing.length - shown;
    return [
      `${this.#name}: ${this.#traces} traces, ${this.#agree} agree, ${this.differing} differ, ${leftOut} left out${why}`,
      ...this.#differing.slice(0, shown),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ];
  }
}

function difference(id: string, at: string, { step, op, args, differences }: Differs): string {
  const call = args === undefined ? op : `${op} ${show(args)}`;
  const parts = differences.flatMap(({ part, expected, got }) => [
    `    ${part}`,
    `      expected ${show(expected)}`,
    `      got      ${show(got)}`,
  ]);
  return [`  ${id} (${at}), step ${step}, ${call}`, ...parts].join("\n");
}

/** A value as JSON, with the numbers that JSON does not have. */
function show(value: unknown): string {
  const written = JSON.stringify(value, (_, one: unknown) =>
    typeof one === "number" && !Number.isFinite(one) ? String(one) : one,
  );
  return written ?? String(value);
}
