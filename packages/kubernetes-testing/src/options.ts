import { checkedCount, checkedDuration, systemClock, type Clock } from "@workset/clock";
import type { AccessOptions } from "./access/users.ts";
import type { KubernetesVersion } from "./dialect.ts";

/** How the API server behaves. */
export interface ApiServerOptions {
  /**
   * The version of Kubernetes that it answers as: its words, its rules of lists and watches.
   * @defaultValue "1.36"
   */
  readonly version?: KubernetesVersion;
  /**
   * Whether the built-in kinds have their defaults, their rules, their columns and the life of namespaces. Without
   * them every kind is treated alike, as by a bare API server library.
   * @defaultValue true
   */
  readonly kindRules?: boolean;
  /**
   * Whether objects whose owners are gone are deleted.
   * @defaultValue true
   */
  readonly garbageCollection?: boolean;
  /**
   * The source of time: of stamps, time limits and bookmarks.
   * @defaultValue systemClock
   */
  readonly clock?: Clock;
  /**
   * Numbers from 0 to 1, for uids and generated names.
   * @defaultValue Math.random
   */
  readonly random?: () => number;
  /**
   * How many changes of each resource are remembered. A watch from before them answers 410.
   * @defaultValue 100_000
   */
  readonly history?: number;
  /**
   * The shortest time in milliseconds after which the server ends a watch that names none; the longest is twice that.
   * @defaultValue 1_800_000
   */
  readonly minWatchMs?: number;
  /**
   * How often a watch that allows bookmarks gets one, in milliseconds.
   * @defaultValue 60_000
   */
  readonly bookmarkMs?: number;
  /**
   * How many events wait for a client that does not read; then its watch ends.
   * @defaultValue 10_000
   */
  readonly watchBacklog?: number;
  /**
   * Who is let in and what they may do.
   * @defaultValue every request may do everything
   */
  readonly access?: AccessOptions;
  /**
   * A SQLite file that keeps the state. A server that is started with the same file goes on where the other ended.
   * @defaultValue the state is in memory and ends with the server
   */
  readonly file?: string;
}

/** The options with their defaults. */
export type ResolvedOptions = Required<Omit<ApiServerOptions, "file">> & {
  readonly file: string | undefined;
};

/** @throws RangeError or TypeError when an option makes no sense. */
export function resolveOptions(options: ApiServerOptions): ResolvedOptions {
  const version = options.version ?? "1.36";
  if (version !== "1.36" && version !== "1.20") {
    throw new RangeError(`version must be "1.36" or "1.20", but it is ${JSON.stringify(version)}`);
  }
  return {
    version,
    kindRules: options.kindRules ?? true,
    garbageCollection: options.garbageCollection ?? true,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    history: checkedCount("history", options.history ?? 100_000),
    minWatchMs: checkedDuration("minWatchMs", options.minWatchMs ?? 1_800_000),
    bookmarkMs: checkedDuration("bookmarkMs", options.bookmarkMs ?? 60_000),
    access: options.access ?? {},
    file: options.file,
    watchBacklog: checkedCount("watchBacklog", options.watchBacklog ?? 10_000),
  };
}
