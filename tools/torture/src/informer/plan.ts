/** The plan of a watching process. */
export interface WatchPlan {
  readonly instance: number;
  readonly seed: number;
  /** `"watch"`: until it is killed. `"rest"`: until it has received everything. */
  readonly task: "watch" | "rest";
  /** Where the world is served. */
  readonly url: string;
  /** The file of the cache. */
  readonly file: string;
  readonly journal: string;
  /** The module that opens the cache: `openCache(path)`. */
  readonly cache: string;
}
