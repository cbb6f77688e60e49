import { Ground } from "./ground.ts";
import { monotonicMs } from "./monotonic.ts";
import { reported, type TortureReport } from "./report.ts";
import { creation } from "./scenarios/creation.ts";
import { kills } from "./scenarios/kills.ts";
import { quarantine } from "./scenarios/quarantine.ts";
import type { Outcome, Scenario } from "./scenarios/scenario.ts";
import { takeover } from "./scenarios/takeover.ts";

/** All the ways to torture. */
const scenarios: readonly Scenario[] = [takeover, quarantine, creation, kills];

/** What is tortured, and how much. */
export interface TortureOptions {
  readonly kills: number;
  readonly seed: number;
  /** @defaultValue all of them */
  readonly scenarios?: readonly Scenario[];
  /** The module that opens the store: `openStore(path)`. @defaultValue a store in a SQLite file */
  readonly store?: string;
  /** Learns how far it is. @defaultValue nobody */
  readonly progress?: (text: string) => void;
}

/** Carries out the scenarios one after another. */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const { kills, seed, progress = () => undefined } = options;
  const store = options.store ?? new URL("victim/open-store.ts", import.meta.url).href;
  const since = monotonicMs();
  const outcomes: Outcome[] = [];
  using ground = new Ground(seed, store);
  for (const scenario of options.scenarios ?? scenarios) {
    const { name } = scenario;
    const mine = Math.round(kills * scenario.share);
    let killed = 0;
    progress(name);
    outcomes.push(await scenario.run(ground, mine, () => progress(`${name}: ${++killed} kills of ${mine}`)));
  }
  return reported(outcomes, seed, monotonicMs() - since);
}
