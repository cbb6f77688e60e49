import { inChild } from "./in-child.ts";
import type { Sample, Workload } from "./workload.ts";

/** The runs of one workload: the samples of each subject, in the order of the runs. */
export interface Measured {
  readonly workload: Workload;
  readonly count: number;
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
}

/** How to measure. */
export interface MeasureOptions {
  readonly runs: number;
  /** The part of each workload's count that is done. */
  readonly scale: number;
  /** Whether to measure processor time, with V8 on one thread, instead of the wall's. */
  readonly cpu: boolean;
  /** Receives what is about to run. */
  readonly onRun: (what: string) => void;
}

/** Measures a workload. The subjects take turns, so that a machine which slows down slows them all. */
export async function measure(workload: Workload, options: MeasureOptions): Promise<Measured> {
  const count = Math.max(1, Math.round(workload.count * options.scale));
  const samples = new Map<string, Sample[]>(Object.keys(workload.subjects).map((subject) => [subject, []]));
  for (let run = 1; run <= options.runs; run++) {
    for (const [subject, taken] of samples) {
      options.onRun(`${workload.name}, run ${run} of ${options.runs}: ${subject}`);
      taken.push(await inChild(workload.name, subject, count, options.cpu));
    }
  }
  return { workload, count, samples };
}
