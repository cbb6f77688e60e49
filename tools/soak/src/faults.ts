import { inspect } from "node:util";
import type { Log } from "@workset/controller";

/** So many are kept. */
const kept = 50;

/** What handlers do on purpose, and what is said of it. */
const expected = new Set(["a run failed", "a run has passed its time limit", "a key was given up"]);

/** What went wrong, whoever noticed it. While it lives it hears of rejections, exceptions and warnings that reach nobody. */
export class Faults implements Disposable {
  readonly #says: string[] = [];
  #more = 0;
  readonly #rejected = (reason: unknown): void =>
    this.add(`a rejection that nobody handled: ${inspect(reason)}`);
  readonly #thrown = (error: unknown): void => this.add(`an exception that nobody caught: ${inspect(error)}`);
  readonly #warned = (warning: Error): void => this.add(`a warning of the process: ${inspect(warning)}`);

  /** A log that makes a fault of whatever is not expected in a soak. */
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

  /** All of them; of too many, how many more there were. */
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
