import type { Clock } from "@workset/clock";
import type { Dialect, KubernetesVersion } from "./dialect.ts";
import type { ObjectStore } from "./resources/object-store.ts";
import type { Registry } from "./resources/registry.ts";
import type { Storage } from "./storage/storage.ts";
import type { Watch } from "./watch/watch.ts";

/** What the handlers of requests share. */
export interface Context {
  readonly version: KubernetesVersion;
  readonly dialect: Dialect;
  readonly clock: Clock;
  readonly random: () => number;
  readonly storage: Storage;
  readonly objects: ObjectStore;
  readonly registry: Registry;
  readonly minWatchMs: number;
  readonly bookmarkMs: number;
  readonly streamBound: number;
  /** The watches that are open. */
  readonly open: Set<Watch>;
}
