import { monitorEventLoopDelay } from "node:perf_hooks";
import { inspect } from "node:util";
import { sleep } from "@workset/clock";
import { maintain } from "./maintenance.ts";
import { collectGarbage } from "kit";
import { runTransientHandler, runTransientApp } from "./transient-app.ts";
import type { SoakApp } from "./soak-app.ts";
import { busyProbes } from "./probes/busy.ts";
import { heldProbes } from "./probes/held.ts";
import { keptProbes } from "./probes/kept.ts";
import { memoryProbes } from "./probes/memory.ts";
import type { SoakReport } from "./report.ts";
import { Sampler } from "./sampler.ts";

/** How long the app runs. */
export interface RoundOptions {
  readonly durationMs: number;
  /** Ends the rounds early. */
  readonly signal: AbortSignal;
  /** Receives the progress. */
  readonly progress: (text: string) => void;
}

/** The least number of rounds, whatever their duration: fewer samples show no trend. */
const fewestRounds = 16;

/** How long each sample waits for the app to become idle. Work that is still in progress then is noise. */
const restMs = 500;

/** Runs the app in rounds: the source changes, transient parts come and go, and all probes are read after each round. */
export async function runRounds(
  app: SoakApp,
  { durationMs, signal, progress }: RoundOptions,
): Promise<Pick<SoakReport, "series" | "values" | "perSecond" | "counts">> {
  const { clock, faults, world } = app.env;
  const loopDelay = monitorEventLoopDelay({ resolution: 5 });
  loopDelay.enable();
  const busy = new Sampler(busyProbes(app, loopDelay), clock);
  const resting = new Sampler([...memoryProbes(), ...heldProbes(app), ...keptProbes(app)], clock);
  const ending = new AbortController();
  const turning = world.turn(ending.signal);
  const roundMs = roundOf(durationMs);
  const startedAt = clock.now();
  let rounds = 0;
  while (!signal.aborted && (rounds < fewestRounds || clock.now() < startedAt + durationMs)) {
    const nextAt = clock.now() + roundMs;
    try {
      await runTransientApp(app, roundMs / 5);
      await runTransientHandler(app);
      await maintain(app);
    } catch (error) {
      faults.add(`something threw: ${inspect(error)}`);
    }
    await sleep(clock, Math.max(0, nextAt - clock.now()), signal).catch(() => {});
    await busy.sample();
    {
      using _ = world.pause();
      await app.becomesIdle(restMs);
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
  const { commits, verbs } = app.resources.store.stats();
  const [durable, line] = app.ledgers;
  const happened = {
    changes: world.changes,
    events: app.events,
    "durable runs": durable!.runs,
    "in-process runs": line!.runs,
    commits,
    verbs,
  };
  return {
    series: [...busy.judge(), ...resting.judge()],
    values: { ...busy.values, ...resting.values },
    perSecond: Object.fromEntries(Object.entries(happened).map(([name, count]) => [name, count / seconds])),
    counts: { ...happened, sourceFailures: world.sourceFailures, transients: rounds },
  };
}

/** Five seconds; less for a soak of minutes, more for one of hours. */
function roundOf(durationMs: number): number {
  return Math.max(durationMs / 400, Math.min(5000, durationMs / 40));
}
