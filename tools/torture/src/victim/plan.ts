/** What a life is for. `"work"`: until it is killed. `"drain"`: until all is at rest. `"open"`: only to open the file. */
type Errand = "work" | "drain" | "open";

/** What a working life does besides, soon after it has opened, so that it can be killed in the middle of it. */
export type Feat = (typeof feats)[number];

/**
 * `"burst"`: a thousand adds in one turn. `"flood"`: so much data that the log is written back into the file. `"close"`:
 * the end in good order. `"backup"`: a copy of the database.
 */
export const feats = ["burst", "flood", "close", "backup"] as const;

/** What a process is told when it is started. */
export interface LifePlan {
  readonly life: number;
  readonly seed: number;
  readonly errand: Errand;
  readonly feat?: Feat;
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
