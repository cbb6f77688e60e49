import { monitorEventLoopDelay } from "node:perf_hooks";
import { inspect } from "node:util";
import { sleep } from "@workset/clock";
import { doChores } from "./chores.ts";
import { collectGarbage } from "kit";
import { passBy, visit } from "./guest.ts";
import type { House } from "./house.ts";
import { busyProbes } from "./probes/busy.ts";
import { heldProbes } from "./probes/held.ts";
import { keptProbes } from "./probes/kept.ts";
import { memoryProbes } from "./probes/memory.ts";
import type { SoakReport } from "./report.ts";
import { Sampler } from "./sampler.ts";

/** How long a house is lived in. */
export interface LifeOptions {
  readonly durationMs: number;
  /** Ends the life early. */
  readonly signal: AbortSignal;
  /** Learns how far it is. */
  readonly progress: (text: string) => void;
}

/** So many rounds there are at least, however long they take: of fewer samples no trend can be told. */
const fewestRounds = 16;

/** How long the house is waited for before each sample. What is still under way then is noise. */
const restMs = 500;

/** Lives in a house: the world turns, guests come and go, and after each round is looked what became of it. */
export async function live(
  house: House,
  { durationMs, signal, progress }: LifeOptions,
): Promise<Pick<SoakReport, "series" | "values" | "perSecond" | "counts">> {
  const { clock, faults, world } = house.grounds;
  const loopDelay = monitorEventLoopDelay({ resolution: 5 });
  loopDelay.enable();
  const busy = new Sampler(busyProbes(house, loopDelay), clock);
  const resting = new Sampler([...memoryProbes(), ...heldProbes(house), ...keptProbes(house)], clock);
  const ending = new AbortController();
  const turning = world.turn(ending.signal);
  const roundMs = roundOf(durationMs);
  const startedAt = clock.now();
  let rounds = 0;
  while (!signal.aborted && (rounds < fewestRounds || clock.now() < startedAt + durationMs)) {
    const nextAt = clock.now() + roundMs;
    try {
      await visit(house, roundMs / 5);
      await passBy(house);
      await doChores(house);
    } catch (error) {
      faults.add(`something threw: ${inspect(error)}`);
    }
    await sleep(clock, Math.max(0, nextAt - clock.now()), signal).catch(() => {});
    await busy.sample();
    {
      using _ = world.pause();
      await house.comesToRest(restMs);
      await collectGarbage();
      await resting.sample();
    }
    loopDelay.reset();
    rounds++;
    progress(`${((clock.now() - startedAt) / 1000).toFixed(0)} s of ${(durationMs / 1000).toFixed(0)}`);
  }
  ending.abort();
  await turning;
  loopDelay.disable();
  const seconds = (clock.now() - startedAt) / 1000;
  const { commits, verbs } = house.foundation.store.stats();
  const [durable, line] = house.ledgers;
  const happened = {
    changes: world.changes,
    events: house.events,
    "durable runs": durable!.runs,
    "runs in line": line!.runs,
    commits,
    verbs,
  };
  return {
    series: [...busy.judge(), ...resting.judge()],
    values: { ...busy.values, ...resting.values },
    perSecond: Object.fromEntries(Object.entries(happened).map(([name, count]) => [name, count / seconds])),
    counts: { ...happened, mishaps: world.mishaps, guests: rounds },
  };
}

/** Every five seconds; more often in a soak that is shorter than minutes, less often in one that lasts hours. */
function roundOf(durationMs: number): number {
  return Math.max(durationMs / 400, Math.min(5000, durationMs / 40));
}
