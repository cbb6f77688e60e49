import { Workspace } from "./workspace.ts";
import { monotonicMs } from "kit";
import { reported, type TortureReport } from "./report.ts";
import { creation } from "./scenarios/creation.ts";
import { kills } from "./scenarios/kills.ts";
import { quarantine } from "./scenarios/quarantine.ts";
import { informer } from "./scenarios/informer.ts";
import type { Outcome, Scenario } from "./scenarios/scenario.ts";
import { takeover } from "./scenarios/takeover.ts";

/** All the ways to torture. */
const scenarios: readonly Scenario[] = [takeover, quarantine, creation, kills, informer];

/**
 * The scenarios of these names, the kills divided among them as usual; all of them when none is named.
 * @throws TypeError when there is none of a name.
 */
export function chosenScenarios(names: readonly string[]): readonly Scenario[] {
  const chosen = names.length === 0 ? scenarios : scenarios.filter(({ name }) => names.includes(name));
  const unknown = names.find((name) => !chosen.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    const known = scenarios.map(({ name }) => name).join(", ");
    throw new TypeError(`--scenario ${JSON.stringify(unknown)} is none; there are: ${known}`);
  }
  const sum = chosen.reduce((total, { share }) => total + share, 0);
  return chosen.map((scenario) => ({ ...scenario, share: sum === 0 ? 1 : scenario.share / sum }));
}

/** What is tortured, and how much. */
export interface TortureOptions {
  readonly kills: number;
  readonly seed: number;
  /** @defaultValue all of them */
  readonly scenarios?: readonly Scenario[];
  /** The module that opens the store: `openStore(path)`. @defaultValue a store in a SQLite file */
  readonly store?: string;
  /** The module that opens the cache of an informer: `openCache(path)`. @defaultValue a cache in a SQLite file */
  readonly cache?: string;
  /** Receives the progress. @defaultValue none */
  readonly progress?: (text: string) => void;
}

/** Carries out the scenarios one after another. */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  const { kills, seed, progress = () => undefined } = options;
  const store = options.store ?? new URL("victim/open-store.ts", import.meta.url).href;
  const since = monotonicMs();
  const outcomes: Outcome[] = [];
  const cache = options.cache ?? new URL("informer/open-cache.ts", import.meta.url).href;
  using workspace = new Workspace(seed, store, cache);
  for (const scenario of options.scenarios ?? scenarios) {
    const { name } = scenario;
    const mine = Math.round(kills * scenario.share);
    let killed = 0;
    progress(name);
    outcomes.push(
      await scenario.run(workspace, mine, () => progress(`${name}: ${++killed} kills of ${mine}`)),
    );
  }
  return reported(outcomes, seed, monotonicMs() - since);
}
