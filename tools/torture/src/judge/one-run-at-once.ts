import type { JournalEvent } from "../event.ts";
import type { Report } from "./fault.ts";
import type { Rule } from "./rule.ts";

interface OpenRun {
  readonly instance: number;
  readonly run: number;
}

/** While a handler has a key, no other one has it, in whichever process. The runs of a process end with it. */
export class OneRunAtOnce implements Rule {
  readonly #open = new Map<string, OpenRun[]>();
  readonly #killed = new Set<number>();

  see(event: JournalEvent, report: Report): void {
    if (event.is === "started") this.#started(event, report);
    else if (event.is === "ending") this.#close(event.key, ({ run }) => run === event.run);
    else if (event.is === "killing" || event.is === "dead") {
      // Between the signal and the end a process may write on, but what takes over from it can come only after its end.
      this.#killed.add(event.instance);
      for (const key of this.#open.keys()) this.#close(key, ({ instance }) => instance === event.instance);
    }
  }

  #started({ key, instance, run }: JournalEvent & { is: "started" }, report: Report): void {
    if (this.#killed.has(instance)) return;
    const open = this.#open.get(key) ?? [];
    for (const other of open) {
      report(
        "concurrent",
        key,
        `run ${run} of instance ${instance} began during run ${other.run} of instance ${other.instance}`,
      );
    }
    this.#open.set(key, [...open, { instance, run }]);
  }

  #close(key: string, ends: (run: OpenRun) => boolean): void {
    const left = this.#open.get(key)?.filter((run) => !ends(run)) ?? [];
    if (left.length > 0) this.#open.set(key, left);
    else this.#open.delete(key);
  }
}
