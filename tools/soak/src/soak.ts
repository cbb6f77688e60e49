import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomOf } from "kit";
import { CountedClock } from "./counted-clock.ts";
import { Faults } from "./faults.ts";
import { House } from "./house.ts";
import { lookForLeftovers, resources } from "./leftovers.ts";
import { live, type LifeOptions } from "./life.ts";
import { verdictOf, type SoakReport } from "./report.ts";
import { inspectFiles, settle } from "./settlement.ts";
import { World } from "./world.ts";

/** Somebody who lives in the house from its first day to its last: a handler of one's own, or a saboteur. */
export type Lodger = (house: House) => AsyncDisposable | Disposable;

/** How long a house is soaked, and in what. */
export interface SoakOptions extends LifeOptions {
  readonly seed: number;
  /** How many objects of the world change in a second. */
  readonly changesPerSecond: number;
  /** @defaultValue nobody */
  readonly lodger?: Lodger;
}

/** About so many objects there are. */
const size = 1500;

/** Builds a house, lives in it for a while, leaves it, and judges all of that. */
export async function soak({ seed, lodger, changesPerSecond, ...life }: SoakOptions): Promise<SoakReport> {
  using faults = new Faults();
  const clock = new CountedClock();
  const before = resources();
  const folder = mkdtempSync(join(tmpdir(), "workset-soak-"));
  const startedAt = clock.now();
  try {
    const world = new World({ random: randomOf(seed, "world"), clock, size, changesPerSecond });
    const house = await House.open({ folder, world, random: randomOf(seed, "house"), clock, faults });
    const found = await lived(house, life, lodger);
    await settle(house);
    await house.leave();
    await inspectFiles(house);
    await lookForLeftovers(house, before);
    const durationMs = clock.now() - startedAt;
    return { seed, durationMs, verdict: verdictOf(faults.all, found.series), faults: faults.all, ...found };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function lived(
  house: House,
  life: LifeOptions,
  lodger: Lodger | undefined,
): Promise<Awaited<ReturnType<typeof live>>> {
  await using _ = lodger?.(house);
  return await live(house, life);
}
