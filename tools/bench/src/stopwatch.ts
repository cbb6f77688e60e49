import { collectGarbage } from "./garbage.ts";
import type { Meter } from "./workload.ts";

/** Tells the time in milliseconds. */
type Now = () => number;

/** The time that the processor has worked for this process, on all its threads. */
export const cpuTime: Now = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The watch of one run: nanoseconds by phase, and what was recorded beside them. */
export class Stopwatch implements Meter {
  readonly phases: Map<string, number> = new Map();
  readonly counts: "wall" | "processor";
  readonly #now: Now;
  #since = NaN;

  constructor(now: Now = () => performance.now()) {
    this.#now = now;
    this.counts = now === cpuTime ? "processor" : "wall";
  }

  start(): void {
    // Twice: what the first collection promotes, the second need not look at when the run fills the young space.
    collectGarbage();
    collectGarbage();
    this.#since = this.#now();
  }

  lap(phase: string): void {
    const now = this.#now();
    if (Number.isNaN(this.#since)) throw new Error(`the watch was not started before "${phase}"`);
    this.record(phase, (now - this.#since) * 1e6);
    this.#since = this.#now();
  }

  record(phase: string, amount: number): void {
    if (this.phases.has(phase)) throw new Error(`the phase "${phase}" was measured twice`);
    this.phases.set(phase, amount);
  }
}
