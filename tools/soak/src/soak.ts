import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomOf } from "kit";
import { CountedClock } from "./counted-clock.ts";
import { Faults } from "./faults.ts";
import { SoakApp } from "./soak-app.ts";
import { findLeaks, openHandles } from "./open-handles.ts";
import { runRounds, type RoundOptions } from "./rounds.ts";
import { verdictOf, type SoakReport } from "./report.ts";
import { inspectFiles, checkFinalState } from "./final-check.ts";
import { World } from "./world.ts";

/** Runs inside the app from start to stop: a handler of the user's, or a planted fault. */
export type Plugin = (app: SoakApp) => AsyncDisposable | Disposable;

/** Options of a soak. */
export interface SoakOptions extends RoundOptions {
  readonly seed: number;
  /** The number of objects that change in a second. */
  readonly changesPerSecond: number;
  /** @defaultValue none */
  readonly plugin?: Plugin;
}

/** The approximate number of objects. */
const size = 1500;

/** Starts the app, runs it in rounds, stops it, and judges the result. */
export async function soak({ seed, plugin, changesPerSecond, ...life }: SoakOptions): Promise<SoakReport> {
  using faults = new Faults();
  const clock = new CountedClock();
  const before = openHandles();
  const folder = mkdtempSync(join(tmpdir(), "workset-soak-"));
  const startedAt = clock.now();
  try {
    const world = new World({ random: randomOf(seed, "world"), clock, size, changesPerSecond });
    const app = await SoakApp.open({ folder, world, random: randomOf(seed, "app"), clock, faults });
    const found = await lived(app, life, plugin);
    await checkFinalState(app);
    await app.stop();
    await inspectFiles(app);
    await findLeaks(app, before);
    const durationMs = clock.now() - startedAt;
    return { seed, durationMs, verdict: verdictOf(faults.all, found.series), faults: faults.all, ...found };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function lived(
  app: SoakApp,
  life: RoundOptions,
  plugin: Plugin | undefined,
): Promise<Awaited<ReturnType<typeof runRounds>>> {
  await using _ = plugin?.(app);
  return await runRounds(app, life);
}
