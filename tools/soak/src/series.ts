import { trendOf, type Trend } from "./trend.ts";

/** What a series is, and how far it may go. */
export interface Measure {
  readonly name: string;
  readonly unit: "bytes" | "ms" | "";
  /** How much it may grow from the end of the warm-up to the end of the soak, however long that is. */
  readonly mayGrow: number;
  /** No value after the warm-up is higher. @defaultValue none: only growth counts */
  readonly ceiling?: number;
  /** Why it may go as far as that. */
  readonly because: string;
}

/**
 * `"flat"`: it surely grew no more than it may. `"grows"`: it surely grew more, or went over its ceiling. `"unclear"`: it
 * moves too much, or was looked at too seldom, to tell.
 */
export type Shape = "flat" | "grows" | "unclear";

/** What became of a series. */
export interface Judged {
  readonly measure: Measure;
  readonly shape: Shape;
  /** The medians of the first and of the last values after the warm-up. */
  readonly first: number;
  readonly last: number;
  readonly highest: number;
  readonly trend: Trend | undefined;
}

/** This part of the samples is warm-up: code is compiled, pools and logs find their size. */
const warmUp = 0.25;

/** So many values at either end stand for where it began and ended. */
const atEnds = 5;

/** The values of one measure over time. */
export class Series {
  readonly measure: Measure;
  readonly #seconds: number[] = [];
  readonly #values: number[] = [];

  constructor(measure: Measure) {
    this.measure = measure;
  }

  add(second: number, value: number): void {
    this.#seconds.push(second);
    this.#values.push(value);
  }

  /** All values, as they came. */
  get values(): readonly number[] {
    return this.#values;
  }

  judge(): Judged {
    const from = Math.floor(this.#values.length * warmUp);
    const seconds = this.#seconds.slice(from);
    const values = this.#values.slice(from);
    const trend = trendOf(seconds, values);
    const highest = Math.max(...values);
    const shape = this.#shape(trend, seconds.at(-1)! - seconds[0]!, highest);
    const first = median(values.slice(0, atEnds));
    const last = median(values.slice(-atEnds));
    return { measure: this.measure, shape, first, last, highest, trend };
  }

  #shape(trend: Trend | undefined, overSeconds: number, highest: number): Shape {
    const { mayGrow, ceiling = Infinity } = this.measure;
    if (highest > ceiling) return "grows";
    if (!trend) return "unclear";
    if (trend.low * overSeconds > mayGrow) return "grows";
    return trend.high * overSeconds > mayGrow ? "unclear" : "flat";
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.length === 0 ? NaN : (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
