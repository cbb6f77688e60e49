import { inspect } from "node:util";
import type { Log } from "@workset/controller";

/** At most this number of faults is kept. */
const kept = 50;

/** Log lines that handlers cause on purpose. */
const expected = new Set(["run failed", "run passed its time limit", "key was given up"]);

/** Collects faults. Until it is disposed, unhandled rejections, uncaught exceptions and process warnings are faults too. */
export class Faults implements Disposable {
  readonly #says: string[] = [];
  #more = 0;
  readonly #rejected = (reason: unknown): void => this.add(`an unhandled rejection: ${inspect(reason)}`);
  readonly #thrown = (error: unknown): void => this.add(`an uncaught exception: ${inspect(error)}`);
  readonly #warned = (warning: Error): void => this.add(`a warning of the process: ${inspect(warning)}`);

  /** A log in which every unexpected line is a fault. */
  readonly log: Log = {
    debug: () => {},
    info: () => {},
    warn: (fields, message) => this.#logged(fields, message),
    error: (fields, message) => this.#logged(fields, message),
    child: () => this.log,
  };

  constructor() {
    process.on("unhandledRejection", this.#rejected);
    process.on("uncaughtException", this.#thrown);
    process.on("warning", this.#warned);
  }

  readonly add = (says: string): void => {
    if (this.#says.length < kept) this.#says.push(says);
    else this.#more++;
  };

  /** The faults kept, and a count of those beyond the limit. */
  get all(): string[] {
    return this.#more === 0 ? [...this.#says] : [...this.#says, `and ${this.#more} more`];
  }

  #logged(fields: object, message: string): void {
    if (!expected.has(message)) this.add(`logged: ${message} ${inspect(fields)}`);
  }

  [Symbol.dispose](): void {
    process.off("unhandledRejection", this.#rejected);
    process.off("uncaughtException", this.#thrown);
    process.off("warning", this.#warned);
  }
}
