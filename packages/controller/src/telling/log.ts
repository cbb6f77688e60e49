/** Where a controller says what happens. A `pino` logger fits as it is, and so do its children. */
export interface Log {
  /** Something that only a search for a fault needs. */
  debug(fields: object, message: string): void;
  /** Something that an operator may want to know. */
  info(fields: object, message: string): void;
  /** Something that went wrong and is being seen to. */
  warn(fields: object, message: string): void;
  /** Something that went wrong and stays so. */
  error(fields: object, message: string): void;
  /** A log that adds these fields to every line. */
  child(fields: object): Log;
}
