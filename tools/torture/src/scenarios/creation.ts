import { EndedByItself, killLoop } from "../kill-loop.ts";
import { randomOf } from "kit";
import type { Judge } from "../judge/judge.ts";
import type { Scenario } from "./scenario.ts";

/** A process is killed while it makes the file; the next one gets along with what there is. */
export const creation: Scenario = {
  name: "creation",
  share: 0.1,
  async run(workspace, kills, killed) {
    const random = randomOf(workspace.seed, "creation");
    const judges: Judge[] = [];
    for (let done = 0; done < kills; done += 2) {
      using trial = workspace.trial();
      judges.push(trial.judge);
      try {
        await killLoop({
          kills: Math.min(2, kills - done),
          begin: () => ({
            child: trial.begin({ task: "work" }),
            moment: { notice: "opening", delayMs: random.between(0, 25) },
          }),
          killing: (child) => trial.killing(child),
          died: (child) => {
            trial.died(child);
            killed();
          },
        });
        await trial.drain();
      } catch (error) {
        if (!(error instanceof EndedByItself)) throw error;
        trial.fault("ended", error.message);
      }
      trial.checkIntegrity();
      if (trial.judge.faults.length > 0) break;
    }
    return { judges };
  },
};
