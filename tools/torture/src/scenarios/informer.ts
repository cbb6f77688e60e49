import { systemClock, type Timer } from "@workset/clock";
import { ServedWorld } from "../informer/served-world.ts";
import { WatchedTrial } from "../informer/watched-trial.ts";
import { EndedByItself, killLoop, type Moment } from "../kill-loop.ts";
import { randomOf, type Random } from "kit";
import type { Scenario } from "./scenario.ts";

/** The number of kills between two checks for faults. */
const inOneAct = 5;
/** The number of kills after which one process may run until it has received everything. */
const actsUntilRest = 4;

/** Processes that watch a changing world with one cache are killed at random instants, over and over. */
export const informer: Scenario = {
  name: "informer",
  share: 0.2,
  async run(workspace, kills, killed) {
    const random = randomOf(workspace.seed, "informer");
    await using world = await ServedWorld.open(randomOf(workspace.seed, "world"));
    using trial = new WatchedTrial({
      ...workspace.place(),
      seed: workspace.seed,
      cache: workspace.cache,
      world,
    });
    let lists = 0;
    try {
      for (let done = 0, acts = 1; done < kills && trial.faults.length === 0; done += inOneAct, acts++) {
        await act(trial, world, Math.min(inOneAct, kills - done), random, killed);
        if (acts % actsUntilRest !== 0 && done + inOneAct < kills) continue;
        if (!(await trial.rest())) break;
        lists += world.source.requests.splice(0).filter(({ verb }) => verb === "list").length;
      }
    } catch (error) {
      if (!(error instanceof EndedByItself)) throw error;
      trial.faults.push({ kind: "ended", says: error.message });
    }
    const { told, tombstones } = trial.ledgers;
    return {
      judges: [trial],
      notes: [
        `informer: ${number(told)} calls of handlers settled, ${number(tombstones)} of them told of what had gone unseen;` +
          ` ${number(lists)} lists in ${number(kills)} instances`,
      ],
    };
  },
};

function number(count: number): string {
  return count.toLocaleString("en-US");
}

async function act(
  trial: WatchedTrial,
  world: ServedWorld,
  kills: number,
  random: Random,
  killed: () => void,
): Promise<void> {
  let timer: Timer | undefined;
  const turn = (): void => {
    world.change();
    timer = systemClock.after(random.between(0, 4), turn);
  };
  turn();
  try {
    await killLoop({
      kills,
      begin: () => ({ child: trial.begin("watch"), moment: someMoment(random) }),
      killing: () => trial.killing(),
      died: async () => {
        await trial.died();
        for (let changes = random.int(30); changes > 0; changes--) world.change();
        if (random.chance(0.3)) world.forget();
        killed();
      },
    });
  } finally {
    timer?.[Symbol.dispose]();
  }
}

function someMoment(random: Random): Moment {
  const choice = random.next();
  if (choice < 0.1) return { delayMs: random.between(0, 150) };
  if (choice < 0.2) return { notice: "opening", delayMs: random.between(0, 20) };
  if (choice < 0.5) return { notice: "open", delayMs: random.between(0, 60) };
  return { notice: "synced", delayMs: random.between(0, 200) };
}
