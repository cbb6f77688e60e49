import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChildProcess, monotonicMs } from "kit";
import { damageOf } from "./integrity.ts";
import { Journal } from "./journal.ts";
import type { FaultKind } from "./judge/fault.ts";
import { Judge } from "./judge/judge.ts";
import { EndedByItself } from "./kill-loop.ts";
import type { InstancePlan } from "./victim/plan.ts";

const victim = fileURLToPath(new URL("victim/main.ts", import.meta.url));

/** How long a process may take until everything is idle. */
const restWithinMs = 60_000;

/** How many faults are shown with what the journal has on them. */
const withEvidence = 10;

/** How a trial is set up. */
export interface TrialOptions {
  readonly seed: number;
  /** Everything of the trial is in here. */
  readonly folder: string;
  /** The module that opens the store. */
  readonly store: string;
  /** Where Node.js keeps compiled code between processes. */
  readonly compiled: string;
  /** The number of crashes while processing after which a key is quarantined. */
  readonly maxCrashes: number;
}

/** One database, the processes that live on it one after another, their journal, and the judge who reads it. */
export class Trial implements Disposable {
  readonly judge: Judge = new Judge();
  readonly #options: TrialOptions;
  readonly #file: string;
  readonly #instances = new Map<ChildProcess, number>();
  readonly #journal: Journal;
  #instance = 0;
  #backups: string[] = [];

  constructor(options: TrialOptions) {
    this.#options = options;
    this.#file = join(options.folder, "tortured.db");
    mkdirSync(join(options.folder, "backups"), { recursive: true });
    this.#journal = new Journal(options.folder);
  }

  /** Starts the next process. */
  begin(how: Pick<InstancePlan, "task"> & Partial<InstancePlan>): ChildProcess {
    const { seed, folder, store, compiled, maxCrashes } = this.#options;
    const instance = ++this.#instance;
    const plan: InstancePlan = {
      instance,
      seed,
      file: this.#file,
      journal: this.#journal.path,
      backups: join(folder, "backups"),
      store,
      workers: 12,
      maxCrashes,
      insists: false,
      ...how,
    };
    this.#journal.write({ is: "spawned", instance, atMs: monotonicMs() });
    const child = new ChildProcess(["--conditions=source", victim, JSON.stringify(plan)], {
      ...process.env,
      NODE_COMPILE_CACHE: compiled,
    });
    this.#instances.set(child, instance);
    return child;
  }

  /** Writes down that a process is about to be killed. */
  killing(child: ChildProcess): void {
    this.#journal.write({ is: "killing", instance: this.#instances.get(child)! });
  }

  /** Writes down that a process is gone. What it wrote is judged when no other process is running. */
  died(child: ChildProcess): void {
    this.#journal.write({ is: "dead", instance: this.#instances.get(child)! });
    this.#instances.delete(child);
    if (this.#instances.size > 0) return;
    for (const event of this.#journal.read()) {
      if (event.is === "backed-up") this.#backups.push(event.path);
      this.judge.see(event);
    }
    for (const fault of this.judge.faults.slice(0, withEvidence)) {
      if (fault.key !== undefined) fault.evidence ??= this.#journal.lastOf(fault.key);
    }
  }

  /** Lets a process work until everything is idle; whether it did. From then on there is a new journal. */
  async drain(): Promise<boolean> {
    await using child = this.begin({ task: "drain" });
    const atRest = await child.gives("drained", restWithinMs);
    if (!atRest) child.kill();
    const end = await child.ended;
    this.died(child);
    if (atRest && end.code === 0) {
      this.#journal.renew();
      return true;
    }
    if (end.signal === "SIGKILL") this.fault("stuck", `keys did not become idle within ${restWithinMs} ms`);
    else this.fault("ended", new EndedByItself(end).message);
    return false;
  }

  /** Looks at the file, and at the backups that were made of it. No process may be using it. */
  checkIntegrity(): void {
    for (const path of [this.#file, ...this.#backups.splice(0)]) {
      const damage = existsSync(path) ? damageOf(path) : undefined;
      if (damage !== undefined) this.fault("damaged", `${path}: ${damage}`);
    }
  }

  /** Reports what is not found by reading the journal. */
  fault(kind: FaultKind, says: string): void {
    this.judge.faults.push({ kind, says });
  }

  [Symbol.dispose](): void {
    this.#journal.close();
  }
}
