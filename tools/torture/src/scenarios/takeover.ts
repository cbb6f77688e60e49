import { sleep, systemClock } from "@workset/clock";
import { type ChildProcess, monotonicMs, randomOf, type Random } from "kit";
import type { Trial } from "../trial.ts";
import type { Scenario } from "./scenario.ts";

const patienceMs = 10_000;
/** How soon after the owner's death the file is to be another's. */
const takeoverWithinMs = 2_000;

/**
 * A process that stands still keeps its file: other processes are refused, and nothing runs twice when it goes on.
 * When it is killed, a process that retries gets the file at once.
 */
export const takeover: Scenario = {
  name: "takeover",
  share: 0.02,
  async run(workspace, kills, killed) {
    using trial = workspace.trial();
    const random = randomOf(workspace.seed, "takeover");
    let longestMs = 0;
    let rounds = 0;
    do {
      longestMs = Math.max(longestMs, await takenOver(trial, random));
      killed();
      killed();
    } while (++rounds < kills / 2 && trial.judge.faults.length === 0);
    trial.checkIntegrity();
    const note = `a file was taken over ${rounds} times, at most ${longestMs.toFixed(0)} ms after its owner's kill`;
    return { judges: [trial.judge], notes: trial.judge.faults.length > 0 ? [] : [note] };
  },
};

/** One owner after another; how long it took in milliseconds. */
async function takenOver(trial: Trial, random: Random): Promise<number> {
  await using owner = trial.begin({ task: "work" });
  await owner.gives("open", patienceMs);
  if (!(await whileItStandsStill(owner, () => refused(trial)))) {
    trial.fault("concurrent", "a living owner's file was opened by another");
    await end(trial, owner);
    return Infinity;
  }
  // The owner goes on as if nothing had been.
  await sleep(systemClock, random.between(0, 100));
  await using next = await whileItStandsStill(owner, () => insisting(trial));
  await sleep(systemClock, random.between(0, 50));
  if (random.chance(0.5)) owner.stop();
  const since = monotonicMs();
  await end(trial, owner);
  const opened = await next.gives("open", patienceMs);
  const tookMs = monotonicMs() - since;
  if (!opened || tookMs > takeoverWithinMs) {
    trial.fault("stuck", `a file was not taken over within ${tookMs.toFixed(0)} ms`);
  }
  await sleep(systemClock, random.between(0, 200));
  await end(trial, next);
  await trial.drain();
  return tookMs;
}

async function whileItStandsStill<T>(owner: ChildProcess, act: () => Promise<T>): Promise<T> {
  owner.stop();
  try {
    return await act();
  } finally {
    owner.resume();
  }
}

/** Whether another process is refused the file. */
async function refused(trial: Trial): Promise<boolean> {
  await using other = trial.begin({ task: "open" });
  await Promise.race([other.ended, sleep(systemClock, patienceMs)]);
  const inUse = await other.gives("in-use", 0);
  other.kill();
  await other.ended;
  trial.died(other);
  return inUse;
}

/** A process that waits for the file. */
async function insisting(trial: Trial): Promise<ChildProcess> {
  const next = trial.begin({ task: "work", insists: true });
  if (!(await next.gives("insisting", patienceMs))) trial.fault("stuck", "no process was refused the file");
  return next;
}

async function end(trial: Trial, child: ChildProcess): Promise<void> {
  trial.killing(child);
  child.kill();
  await child.ended;
  trial.died(child);
}
