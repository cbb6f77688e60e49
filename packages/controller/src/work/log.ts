import { callSafely } from "@workset/clock";

/** Where a controller writes what happens. A `pino` logger fits as it is, and so do its children. */
export interface Log {
  /** Details for debugging. */
  debug(fields: object, message: string): void;
  /** Events that an operator may want to know. */
  info(fields: object, message: string): void;
  /** A failure that is retried or handled. */
  warn(fields: object, message: string): void;
  /** A failure that needs attention. */
  error(fields: object, message: string): void;
  /** A log that adds these fields to every line. */
  child(fields: object): Log;
}

const nothing = (): void => undefined;

/** A log that writes nothing. */
export const silentLog: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLog,
};

/** A log that never throws: a line that cannot be written is dropped. */
export class SafeLog implements Log {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  debug(fields: object, message: string): void {
    callSafely(() => this.#log.debug(fields, message), nothing);
  }

  info(fields: object, message: string): void {
    callSafely(() => this.#log.info(fields, message), nothing);
  }

  warn(fields: object, message: string): void {
    callSafely(() => this.#log.warn(fields, message), nothing);
  }

  error(fields: object, message: string): void {
    callSafely(() => this.#log.error(fields, message), nothing);
  }

  child(fields: object): Log {
    const child = callSafely(() => this.#log.child(fields), nothing);
    return child ? new SafeLog(child) : this;
  }
}
