import type { Fault, FaultKind } from "./judge/fault.ts";
import type { Phase } from "./judge/tally.ts";
import { percentile } from "kit";
import type { Outcome } from "./scenarios/scenario.ts";

/** Two percentiles of a duration in milliseconds; absent when it never happened. */
export interface Latency {
  readonly p50: number | undefined;
  readonly p99: number | undefined;
}

/** What came out of a torture. */
export interface TortureReport {
  readonly seed: number;
  readonly durationMs: number;
  readonly kills: number;
  /** The kills, by how far the process was. */
  readonly killed: Readonly<Record<Phase, number>>;
  readonly acknowledged: number;
  readonly runs: number;
  /** Runs of keys that a killed process had begun to run. */
  readonly reruns: number;
  /** Of those, how many had been worked on to their end. */
  readonly rerunsOfWorked: number;
  readonly firstRerunSinceSpawnMs: Latency;
  readonly firstRerunSinceOpenMs: Latency;
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
}

/** Adds up what the judges found. */
export function reported(outcomes: readonly Outcome[], seed: number, durationMs: number): TortureReport {
  const judges = outcomes.flatMap((outcome) => outcome.judges);
  const tallies = judges.map(({ tally }) => tally);
  const sum = (of: (tally: (typeof tallies)[number]) => number): number =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  const killed = {
    starting: sum(({ killed }) => killed.starting),
    opening: sum(({ killed }) => killed.opening),
    working: sum(({ killed }) => killed.working),
  };
  return {
    seed,
    durationMs,
    kills: killed.starting + killed.opening + killed.working,
    killed,
    acknowledged: sum(({ acknowledged }) => acknowledged),
    runs: sum(({ runs }) => runs),
    reruns: sum(({ reruns }) => reruns),
    rerunsOfWorked: sum(({ rerunsOfWorked }) => rerunsOfWorked),
    firstRerunSinceSpawnMs: latency(tallies.flatMap((tally) => tally.firstRerunSinceSpawnMs)),
    firstRerunSinceOpenMs: latency(tallies.flatMap((tally) => tally.firstRerunSinceOpenMs)),
    faults: judges.flatMap(({ faults }) => faults),
    notes: outcomes.flatMap(({ notes = [] }) => notes),
  };
}

function latency(valuesMs: readonly number[]): Latency {
  return { p50: percentile(valuesMs, 0.5), p99: percentile(valuesMs, 0.99) };
}

/** How many faults of a kind were found. */
export function faultsOf({ faults }: TortureReport, kind: FaultKind): number {
  return faults.filter((fault) => fault.kind === kind).length;
}
