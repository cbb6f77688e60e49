import type { Trial } from "../trial.ts";
import type { Scenario } from "./scenario.ts";

const poison = "poison";
const maxCrashes = 3;

/** A key brings down every process that takes it; after `maxCrashes` crashes it is in the failed set and the other keys go on. */
export const quarantine: Scenario = {
  name: "quarantine",
  share: 0,
  async run(workspace, _kills, killed) {
    using trial = workspace.trial({ maxCrashes });
    await fill(trial);
    killed();
    let crashes = 0;
    while (crashes <= maxCrashes && (await bringsDown(trial))) crashes++;
    const { judge } = trial;
    for (const key of judge.tally.quarantined) {
      if (key !== poison) trial.fault("bystander", `${key} was quarantined for the crashes of another key`);
    }
    if (crashes !== maxCrashes) {
      trial.fault(
        "stuck",
        `a key brought ${crashes} processes down; it was to be quarantined after ${maxCrashes}`,
      );
      return { judges: [judge] };
    }
    const others = judge.tally.runs - crashes;
    return {
      judges: [judge],
      notes: [
        `a key that brought ${crashes} processes down was quarantined, and ${others} other runs went on`,
      ],
    };
  },
};

/** Leaves keys behind for the processes to come. */
async function fill(trial: Trial): Promise<void> {
  await using child = trial.begin({ task: "work", injection: "burst" });
  await child.gives("burst", 10_000);
  trial.killing(child);
  child.kill();
  await child.ended;
  trial.died(child);
}

/** Whether the next process dies of the key. */
async function bringsDown(trial: Trial): Promise<boolean> {
  await using child = trial.begin({ task: "drain", poison });
  const { signal, code } = await child.ended;
  trial.died(child);
  if (signal === null && code !== 0) trial.fault("ended", `a process ended with code ${code}`);
  return signal === "SIGKILL";
}
