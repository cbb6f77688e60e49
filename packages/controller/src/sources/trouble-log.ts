import type { SourceHost, SourceTrouble } from "./event-source.ts";

/** Reports the failures of a source, and remembers since when it has been failing. */
export class TroubleLog {
  #trouble: SourceTrouble | undefined;

  get current(): SourceTrouble | undefined {
    return this.#trouble;
  }

  failed(error: unknown, { clock, report }: Pick<SourceHost<never>, "clock" | "report">): void {
    this.#trouble = { error, since: this.#trouble?.since ?? clock.wallNow() };
    report(error);
  }

  succeeded(): void {
    this.#trouble = undefined;
  }
}
