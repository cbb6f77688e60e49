import { Stopwatch } from "./stopwatch.ts";
import type { Run, Sample, Workload } from "./workload.ts";

const usualWarmUpCount = 20_000;

/** The subject of this name. @throws Error, saying which there are, when there is none. */
function subjectOf(workload: Workload, name: string): Run {
  const subject = workload.subjects[name];
  if (subject) return subject;
  const names = Object.keys(workload.subjects).join(", ");
  throw new Error(`the workload "${workload.name}" has no subject "${name}"; there are: ${names}`);
}

/**
 * Runs a subject once in this process, after `warmUps` shorter runs that compile its code.
 * @throws Error when fewer or more keys came out than the workload promises.
 */
export async function runOnce(
  workload: Workload,
  subject: string,
  count: number,
  watch: Stopwatch = new Stopwatch(),
  warmUps = 3,
): Promise<Sample> {
  const run = subjectOf(workload, subject);
  if (!workload.startsPrograms) {
    const { warmUpCount = usualWarmUpCount } = workload;
    for (let i = 0; i < warmUps; i++) await run(Math.min(count, warmUpCount), new Stopwatch());
  }
  const out = await run(count, watch);
  const expected = workload.comesOut ? workload.comesOut(count) : count;
  if (out !== expected) {
    throw new Error(`${workload.name}, ${subject}: ${expected} keys should have come out, but ${out} did`);
  }
  const phases = Object.fromEntries([...watch.phases].map(([phase, amount]) => [phase, amount / count]));
  return { phases, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
