import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openInformerCache } from "@workset/informer-sqlite";
import { ChildProcess, monotonicMs } from "kit";
import { damageOf } from "../integrity.ts";
import { Journal } from "../journal.ts";
import type { Fault, Report } from "../judge/fault.ts";
import { Tally } from "../judge/tally.ts";
import { EndedByItself } from "../kill-loop.ts";
import { Ledgers, type Kept } from "./ledgers.ts";
import type { WatchPlan } from "./plan.ts";
import type { ServedWorld } from "./served-world.ts";
import type { Thing } from "./thing.ts";

const watcher = fileURLToPath(new URL("watcher.ts", import.meta.url));

const restWithinMs = 30_000;

/** How many faults are shown with what the journal has on them. */
const withEvidence = 10;

/** How a watched trial is set up. */
export interface WatchedTrialOptions extends Pick<WatchPlan, "seed" | "cache"> {
  /** Everything of the trial is in here. */
  readonly folder: string;
  /** Where Node.js keeps compiled code between processes. */
  readonly compiled: string;
  readonly world: ServedWorld;
}

/** One file with a cache, the processes that watch one world with it one after another, and who judges them. */
export class WatchedTrial implements Disposable {
  readonly faults: Fault[] = [];
  readonly tally: Tally = new Tally();
  readonly ledgers: Ledgers = new Ledgers();
  readonly #options: WatchedTrialOptions;
  readonly #file: string;
  readonly #journal: Journal;
  #instance = 0;
  readonly #report: Report = (kind, key, says) => {
    const evidence = this.faults.length < withEvidence && { evidence: this.#journal.lastOf(key) };
    this.faults.push({ kind, key, says, ...evidence });
  };

  constructor(options: WatchedTrialOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true });
    this.#file = join(options.folder, "cache.db");
    this.#journal = new Journal(options.folder);
  }

  /** Starts the next process. */
  begin(task: WatchPlan["task"]): ChildProcess {
    const { seed, cache, world, compiled } = this.#options;
    const instance = ++this.#instance;
    const { path: journal } = this.#journal;
    const plan: WatchPlan = { instance, seed, task, url: world.url, file: this.#file, journal, cache };
    this.#journal.write({ is: "spawned", instance, atMs: monotonicMs() });
    return new ChildProcess(["--conditions=source", watcher, JSON.stringify(plan)], {
      ...process.env,
      NODE_COMPILE_CACHE: compiled,
    });
  }

  /** Writes down that the process is about to be killed. */
  killing(): void {
    this.#journal.write({ is: "killing", instance: this.#instance });
  }

  /** The process is gone: what it wrote, and what it left, is judged. */
  async died(): Promise<void> {
    this.#journal.write({ is: "dead", instance: this.#instance });
    for (const event of this.#journal.read()) {
      this.tally.see(event);
      this.ledgers.see(event, this.#report);
    }
    const kept = await this.#kept();
    if (kept) this.ledgers.keeps(kept, this.#options.world.at(kept.version ?? 0), this.#report);
  }

  /** Lets a process watch until it has received everything; whether it did. From then on there is a new journal. */
  async rest(): Promise<boolean> {
    await using child = this.begin("rest");
    const atRest = await child.gives("caught up", restWithinMs);
    if (!atRest) child.kill();
    const end = await child.ended;
    await this.died();
    if (!atRest || end.code !== 0) {
      const says = end.signal
        ? `not everything was delivered within ${restWithinMs} ms`
        : new EndedByItself(end).message;
      this.faults.push({ kind: end.signal ? "stuck" : "ended", says });
      return false;
    }
    const damage = damageOf(this.#file);
    if (damage !== undefined) this.faults.push({ kind: "damaged", says: damage });
    this.ledgers.atRest(this.#options.world.at(Infinity), this.#report);
    this.#journal.renew();
    return true;
  }

  /** What is in the file, read from a copy: to open the file itself would put in order what the next process is to find. */
  async #kept(): Promise<Kept | undefined> {
    if (!existsSync(this.#file)) return undefined;
    const copy = join(this.#options.folder, "copy.db");
    try {
      for (const part of ["", "-wal"]) {
        if (existsSync(this.#file + part)) copyFileSync(this.#file + part, copy + part);
      }
      await using cache = await openInformerCache<Thing>(copy, {
        durability: "process-crash",
        onDamaged: ({ message }) => this.faults.push({ kind: "damaged", says: message }),
      });
      const { version, objects, intents } = cache.load();
      return {
        version: version === undefined ? undefined : Number(version),
        objects: new Map(Array.from(objects, ([key, object]) => [key, Number(object().version)])),
        intents: new Set(intents),
      };
    } finally {
      for (const part of ["", "-wal"]) rmSync(copy + part, { force: true });
    }
  }

  [Symbol.dispose](): void {
    this.#journal.close();
  }
}
