/** The versions of Kubernetes that the server can answer as. */
export type KubernetesVersion = "1.36" | "1.20";

/** What differs on the wire between the versions. Each line was measured. */
export interface Dialect {
  readonly minor: number;
  /** Unset times are written as null, in embedded objects too. */
  readonly nullTimes: boolean;
  /** `fieldValidation` is known; without it unknown fields are dropped silently. */
  readonly fieldValidation: boolean;
  /** `sendInitialEvents` is known. */
  readonly watchList: boolean;
  /** A watch from version 0 that allows bookmarks gets the end mark of the initial events without asking for it. */
  readonly unaskedEndMark: boolean;
  /** A version that is no number is the client's fault on a list; otherwise a 500. */
  readonly badVersionIsBadRequest: boolean;
  /** Exact lists and continued pages are answered from the watch cache, whatever was compacted below it. */
  readonly cachedSnapshots: boolean;
  /** Bookmarks are sent although nothing changed. */
  readonly idleBookmarks: boolean;
  /** Pods count changes of their spec. */
  readonly podGeneration: boolean;
}

export const dialects: Readonly<Record<KubernetesVersion, Dialect>> = {
  "1.36": {
    minor: 36,
    nullTimes: false,
    fieldValidation: true,
    watchList: true,
    unaskedEndMark: true,
    badVersionIsBadRequest: true,
    cachedSnapshots: true,
    idleBookmarks: true,
    podGeneration: true,
  },
  "1.20": {
    minor: 20,
    nullTimes: true,
    fieldValidation: false,
    watchList: false,
    unaskedEndMark: false,
    badVersionIsBadRequest: false,
    cachedSnapshots: false,
    idleBookmarks: false,
    podGeneration: false,
  },
};
