import type { Log } from "./log.ts";

const nothing = (): void => undefined;

/** A log that says nothing. */
export const silentLog: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLog,
};
