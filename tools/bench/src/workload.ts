/** Where a run says what it cost. */
export interface Meter {
  /** Which time counts: the wall's, or the processor's. */
  readonly counts: "wall" | "processor";
  /** Collects the garbage of the preparation and starts the watch. */
  start(): void;
  /** Ends a phase: it cost the time since the last lap, or since the start. */
  lap(phase: string): void;
  /** Says what a phase cost, in the workload's unit, where the watch cannot. */
  record(phase: string, amount: number): void;
}

/** Does the workload once with `count` operations; answers how many keys came out, so that no subject skips work. */
export type Run = (count: number, meter: Meter) => number | Promise<number>;

/** A target: the median of a subject, or of its ratio to another, against a bound. */
export interface Check {
  readonly says: string;
  readonly subject: string;
  /**
   * The subject it is divided by, run by run.
   * @defaultValue none: the amount itself is checked
   */
  readonly than?: string;
  /**
   * The phase that is meant.
   * @defaultValue the sum of all phases
   */
  readonly phase?: string;
  readonly atMost: number;
}

/** One thing that is measured: the same work, done by several subjects, in processes of their own. */
export interface Workload {
  readonly name: string;
  /** What is done, in a sentence. */
  readonly says: string;
  /** What an operation costs is counted in this. */
  readonly unit: "ns" | "bytes";
  /** Operations of a run at full scale. */
  readonly count: number;
  /** The subject that shows how cheap it can be; ratios are to it. */
  readonly limit: string;
  readonly subjects: Readonly<Record<string, Run>>;
  /**
   * How many keys come out of `count` operations.
   * @defaultValue all of them
   */
  readonly comesOut?: (count: number) => number;
  /**
   * Whether the subjects leave the work to programs that they start: those are not warmed up, and how much memory they
   * take is not seen.
   * @defaultValue false
   */
  readonly startsPrograms?: boolean;
  /**
   * Operations of each of the three warm-ups: less where each waits for the disk.
   * @defaultValue 20,000
   */
  readonly warmUpCount?: number;
  /** Why the workload cannot run here, if it cannot. */
  readonly missing?: () => string | undefined;
  /** What the real client-go costs, by phase: measured once, elsewhere, for orientation. */
  readonly clientGo?: Readonly<Record<string, number>>;
  readonly checks: readonly Check[];
}

/** What one operation cost in one run. */
export interface Sample {
  /** By phase, in the workload's unit. */
  readonly phases: Readonly<Record<string, number>>;
  /** The most memory that the process ever held, everything included. */
  readonly peakBytes: number;
}
