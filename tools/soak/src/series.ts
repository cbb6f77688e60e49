import { trendOf, type Trend } from "./trend.ts";

/** A measured quantity and its limits. */
export interface Measure {
  readonly name: string;
  readonly unit: "bytes" | "ms" | "";
  /** The allowed growth from the end of the warm-up to the end of the soak, independent of its length. */
  readonly mayGrow: number;
  /** The highest allowed value after the warm-up. @defaultValue none: only growth counts */
  readonly ceiling?: number;
  /** The reason for the limits. */
  readonly because: string;
}

/**
 * `"flat"`: with confidence it grew no more than allowed. `"grows"`: with confidence it grew more, or exceeded its ceiling.
 * `"unclear"`: it varies too much or has too few samples to decide.
 */
export type Shape = "flat" | "grows" | "unclear";

/** The verdict on a series. */
export interface Judged {
  readonly measure: Measure;
  readonly shape: Shape;
  /** The medians of the first and of the last values after the warm-up. */
  readonly first: number;
  readonly last: number;
  readonly highest: number;
  readonly trend: Trend | undefined;
}

/** The share of samples that is warm-up, in which code is compiled and pools and logs reach their size. */
const warmUp = 0.25;

/** The number of values at either end whose median is the first and the last value. */
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

  /** All values in order. */
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
