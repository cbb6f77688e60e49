import { EndedByItself, killLoop, type Moment } from "../kill-loop.ts";
import { randomOf, type Random } from "kit";
import type { Trial } from "../trial.ts";
import { injections, type Injection } from "../victim/plan.ts";
import type { Scenario } from "./scenario.ts";

/** The number of kills after which a process drains the queue. */
const inOneAct = 25;
/** The number of kills between two checks of the file. */
const lookEvery = 10;

/** Processes that work on one file are killed at random instants, over and over. */
export const kills: Scenario = {
  name: "kills",
  share: 0.88,
  async run(workspace, kills, killed) {
    using trial = workspace.trial();
    const random = randomOf(workspace.seed, "moments");
    const notes: string[] = [];
    try {
      const can = await featsOf(trial);
      if (!can.includes("backup"))
        notes.push("no process was killed while it backed up: the store has no such verb");
      for (let done = 0; done < kills; done += inOneAct) {
        if (!(await act(trial, Math.min(inOneAct, kills - done), can, random, killed))) break;
      }
    } catch (error) {
      if (!(error instanceof EndedByItself)) throw error;
      trial.fault("ended", error.message);
      trial.checkIntegrity();
    }
    return { judges: [trial.judge], notes };
  },
};

/** What a process can be killed in the middle of; finding out warms the compiled code as well. */
async function featsOf(trial: Trial): Promise<readonly Injection[]> {
  await using child = trial.begin({ task: "open" });
  const end = await child.ended;
  trial.died(child);
  if (end.code !== 0) throw new EndedByItself(end);
  return (await child.gives("can backup", 0))
    ? injections
    : injections.filter((injection) => injection !== "backup");
}

/** Some kills, and the accounts after them; whether everything came to rest. */
async function act(
  trial: Trial,
  kills: number,
  can: readonly Injection[],
  random: Random,
  killed: () => void,
): Promise<boolean> {
  let round = 0;
  await killLoop({
    kills,
    begin: () => {
      const { injection, ...moment } = someMoment(can, random);
      // With few workers, recovered keys stay ready for longer, and more can happen to them.
      const workers = [1, 3, 12][random.int(3)]!;
      return { child: trial.begin({ task: "work", workers, ...(injection && { injection }) }), moment };
    },
    killing: (child) => trial.killing(child),
    died: (child) => {
      trial.died(child);
      if (++round % lookEvery === 0) trial.checkIntegrity();
      killed();
    },
  });
  const atRest = await trial.drain();
  trial.checkIntegrity();
  return atRest;
}

/** How long an injection takes about, in milliseconds: after so long it does not matter any more. */
const featMs: Readonly<Record<Injection, number>> = { burst: 60, flood: 60, close: 15, backup: 10 };

function someMoment(can: readonly Injection[], random: Random): Moment & { readonly injection?: Injection } {
  const choice = random.next();
  if (choice < 0.1) return { delayMs: random.between(0, 150) };
  if (choice < 0.3) return { notice: "opening", delayMs: random.between(0, 15) };
  if (choice < 0.6) return { notice: "open", delayMs: random.between(0, 300) };
  const injection = can[random.int(can.length)]!;
  return { injection, notice: injection, delayMs: random.between(0, featMs[injection]) };
}
