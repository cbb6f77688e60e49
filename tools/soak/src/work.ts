import { sleep, type Clock } from "@workset/clock";
import { again, done, giveUp, TerminalError, type Outcome, type Run } from "@workset/controller";
import type { ObjectReader } from "@workset/informer";
import type { Random } from "kit";
import type { Ledger } from "./ledger.ts";
import type { Thing } from "./object.ts";

/** What the handler needs. */
export interface WorkOptions {
  readonly cache: ObjectReader<Thing, "node">;
  readonly ledger: Ledger;
  readonly random: Random;
  readonly clock: Clock;
  /** Whether every run is to succeed from now on. */
  readonly failsNoMore: () => boolean;
}

/** A handler whose runs end in every possible way. */
export function work({
  cache,
  ledger,
  random,
  clock,
  failsNoMore,
}: WorkOptions): (run: Run<string>) => Promise<Outcome> {
  return async ({ key, signal }) => {
    ledger.begins(key);
    try {
      const thing = cache.getByKey(key);
      const choice = failsNoMore() ? 1 : random.next();
      if (choice < 0.002) await sleep(clock, 60_000, signal); // Its time limit ends it.
      if (choice < 0.1) await sleep(clock, random.between(0, 8), signal);
      if (choice < 0.03) throw new Error("not yet");
      if (thing && cache.byIndex("node", thing.node).length === 0)
        throw new Error("the index lost its object");
      ledger.handled(key, thing?.version);
      if (choice > 0.98 && choice < 0.99) return giveUp(new Error("never"));
      if (choice > 0.97 && choice < 0.98) throw new TerminalError("never");
      return choice > 0.94 && choice < 0.97 ? again(random.between(5, 100)) : done;
    } finally {
      ledger.ends(key);
    }
  };
}
