import type { Workspace } from "../workspace.ts";
import type { Judge } from "../judge/judge.ts";

/** What came out of a scenario. */
export interface Outcome {
  /** Those who judged its trials. */
  readonly judges: readonly Pick<Judge, "faults" | "tally">[];
  /** What else there is to tell. */
  readonly notes?: readonly string[];
}

/** One way to torture. */
export interface Scenario {
  readonly name: string;
  /** Of the kills that were asked for, the share that falls to it. */
  readonly share: number;
  /** Carries it out; `killed` is called after each kill. */
  run(workspace: Workspace, kills: number, killed: () => void): Promise<Outcome>;
}
