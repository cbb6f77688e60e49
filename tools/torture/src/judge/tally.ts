import type { JournalEvent } from "../event.ts";

/** How far a process is. */
export type Phase = "starting" | "opening" | "working";

interface Begun {
  readonly spawnedMs: number;
  openingMs: number;
  phase: Phase;
  /** Whether a key that was processing at a crash has run again. */
  again: boolean;
}

/** Counts what a report tells. */
export class Tally {
  /** Kills, by how far the process was. */
  readonly killed: Record<Phase, number> = { starting: 0, opening: 0, working: 0 };
  acknowledged = 0;
  runs = 0;
  /** Runs of keys that a killed process had begun to run. */
  reruns = 0;
  /** Of those, the runs whose handler had come to its end before the kill; only the acknowledgement was missing. */
  rerunsOfWorked = 0;
  /** Keys that went to the failed set because they were processing at too many crashes. */
  readonly quarantined: Set<string> = new Set();
  /** From the start of a process to its first run of a recovered key, in milliseconds, instance by instance. */
  readonly firstRerunSinceSpawnMs: number[] = [];
  /** The same from the call of open. */
  readonly firstRerunSinceOpenMs: number[] = [];
  readonly #instances = new Map<number, Begun>();
  /** Runs that have begun and whose end was not acknowledged, by key. */
  readonly #open = new Map<string, { readonly instance: number; worked: boolean }>();
  /** Keys whose run was interrupted: whether the handler had come to its end. */
  readonly #interrupted = new Map<string, boolean>();

  see(event: JournalEvent): void {
    switch (event.is) {
      case "spawned":
        this.#instances.set(event.instance, {
          spawnedMs: event.atMs,
          openingMs: event.atMs,
          phase: "starting",
          again: false,
        });
        return;
      case "opening":
        Object.assign(this.#instances.get(event.instance)!, { openingMs: event.atMs, phase: "opening" });
        return;
      case "opened": {
        const begun = this.#instances.get(event.instance);
        if (begun) begun.phase = "working";
        for (const key of event.quarantined) this.quarantined.add(key);
        return;
      }
      case "added":
        this.acknowledged++;
        return;
      case "started":
        this.#started(event);
        return;
      case "ending": {
        const open = this.#open.get(event.key);
        if (open) open.worked = true;
        return;
      }
      case "ended":
        this.#open.delete(event.key);
        return;
      case "killing":
        this.killed[this.#instances.get(event.instance)?.phase ?? "starting"]++;
        return;
      case "dead":
        this.#instances.delete(event.instance);
        for (const [key, { instance, worked }] of this.#open) {
          if (instance !== event.instance) continue;
          this.#open.delete(key);
          this.#interrupted.set(key, worked);
        }
    }
  }

  #started({ instance, key, crashes, atMs }: JournalEvent & { is: "started" }): void {
    this.runs++;
    this.#open.set(key, { instance, worked: false });
    const worked = this.#interrupted.get(key);
    this.#interrupted.delete(key);
    // Without a crash on record the end of the interrupted run had been committed: this is another one.
    if (crashes === 0) return;
    if (worked !== undefined) this.reruns++;
    if (worked) this.rerunsOfWorked++;
    const begun = this.#instances.get(instance);
    if (!begun || begun.again) return;
    begun.again = true;
    this.firstRerunSinceSpawnMs.push(atMs - begun.spawnedMs);
    this.firstRerunSinceOpenMs.push(atMs - begun.openingMs);
  }
}
