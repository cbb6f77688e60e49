/** What an instance is for. `"work"`: until it is killed. `"drain"`: until everything is idle. `"open"`: only to open the file. */
type Task = "work" | "drain" | "open";

/** What a working instance does besides, soon after it has opened, so that it can be killed in the middle of it. */
export type Injection = (typeof injections)[number];

/**
 * `"burst"`: a thousand adds in one turn. `"flood"`: so much data that the log is written back into the file. `"close"`:
 * the end in good order. `"backup"`: a copy of the database.
 */
export const injections = ["burst", "flood", "close", "backup"] as const;

/** The plan of a process. */
export interface InstancePlan {
  readonly instance: number;
  readonly seed: number;
  readonly task: Task;
  readonly injection?: Injection;
  /** The database. */
  readonly file: string;
  readonly journal: string;
  /** Where backups go. */
  readonly backups: string;
  /** The module that opens the store: `openStore(path)`. */
  readonly store: string;
  readonly workers: number;
  readonly maxCrashes: number;
  /** While the file is in use, it is tried again instead of giving up. */
  readonly insists: boolean;
  /** A key whose handler brings the process down. */
  readonly poison?: string;
}
