export type { Outcome } from "./outcome.ts";
export type { Log } from "./log.ts";
export type { BatchHandler, Handler, Run } from "./run.ts";
export { TerminalError } from "./terminal-error.ts";
export type { Work, WorkSource } from "./work.ts";
export type { Observer, RunEnded, RunStarted } from "./observer.ts";
export type { StopOptions, StopReport } from "./stop-report.ts";
export type { Enqueue, EventSource } from "./event-source.ts";
