import type { Clock } from "@workset/clock";
import { Series, type Judged, type Measure } from "./series.ts";

/** A measure and how it is read. */
export interface Probe extends Measure {
  read(): number | Promise<number>;
}

/** Reads all probes on request and keeps the values. */
export class Sampler {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #probes: readonly { readonly probe: Probe; readonly series: Series }[];

  constructor(probes: readonly Probe[], clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#probes = probes.map((probe) => ({ probe, series: new Series(probe) }));
  }

  /** Reads every probe, one after another. */
  async sample(): Promise<void> {
    const second = (this.#clock.now() - this.#startedAt) / 1000;
    for (const { probe, series } of this.#probes) series.add(second, await probe.read());
  }

  /** The verdict on each series. */
  judge(): Judged[] {
    return this.#probes.map(({ series }) => series.judge());
  }

  /** The values of each series, by its name. */
  get values(): Record<string, readonly number[]> {
    return Object.fromEntries(this.#probes.map(({ series }) => [series.measure.name, series.values]));
  }
}
