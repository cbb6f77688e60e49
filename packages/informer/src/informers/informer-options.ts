import { checkedChoice, checkedNumber, requiredMethods, type Clock } from "@workset/clock";
import type { MetricsProvider } from "@workset/metrics";
import type { IndexFunctions } from "../cache/object-store.ts";
import type { Transform } from "../deltas/transform.ts";
import type { SlowCall } from "../handlers/handler-options.ts";
import { kubernetesMeta, type KubernetesLike, type ObjectMeta } from "../objects/object-meta.ts";
import type { CachePersistence } from "../persistence/cache-persistence.ts";
import type { ReflectorOptions } from "../reflector/reflector-options.ts";
import type { ListWatch } from "../sources/list-watch.ts";
import type { OnInformerError } from "./informer-failure.ts";

/** How an informer is made, except for what it watches. */
export interface InformerSettings<T, Name extends string = never> {
  /** The indexes of the cache, by name. @defaultValue none */
  readonly indexes?: IndexFunctions<T, Name>;
  /** Changes an object before it is kept. @defaultValue objects are kept as they are */
  readonly transform?: Transform<T>;
  /**
   * What happens with an object that `keyOf` or the transform refuses. Both report it. `"skip"`: the cache keeps its old
   * state of the object, if any, and follows the others; a saved cache does not pass it, so that the next process reads it
   * again. `"relist"`: nothing else is written either, and everything is listed again after a wait, until the object is fine.
   * @defaultValue "skip"
   */
  readonly onBadObject?: "skip" | "relist";
  /** How often every object is delivered again, in milliseconds, to handlers that do not say otherwise; zero never. @defaultValue 0 */
  readonly resyncMs?: number;
  /**
   * The queue between source and cache. `"ordered"`: changes in the order of the source, and a list is one change.
   * `"per-key"`: client-go's DeltaFIFO, which keeps order for each object only.
   * @defaultValue "ordered"
   */
  readonly queue?: "ordered" | "per-key";
  /**
   * How another object under a known key, told apart by `uidOf`, is delivered. `"updated"`: as a change.
   * `"deleted-and-added"`: as the deletion of one object, its final state unknown, and the addition of another.
   * @defaultValue "updated"
   */
  readonly recreatedAs?: "updated" | "deleted-and-added";
  /** Whether objects are deeply frozen, so that changing one throws. For development and tests. @defaultValue false */
  readonly freeze?: boolean;
  /** Where the cache is saved. The informer does not dispose it. @defaultValue nowhere */
  readonly persistence?: CachePersistence<T>;
  /** How the source is listed and watched. */
  readonly reflector?: Omit<
    ReflectorOptions<T>,
    | "source"
    | "target"
    | "meta"
    | "name"
    | "from"
    | "resyncMs"
    | "shouldResync"
    | "onError"
    | "onRecovered"
    | "clock"
  >;
  /** How long the source may fail before `status.ready` is false, in milliseconds. @defaultValue 120,000 */
  readonly unreadyAfterMs?: number;
  /** The name for errors and metrics. @defaultValue "informer" in errors, and no metrics */
  readonly name?: string;
  /** Where metrics go. @defaultValue nowhere */
  readonly metrics?: MetricsProvider;
  /** Called with every failure. @defaultValue each distinct failure is shown once as a warning of the process */
  readonly onError?: OnInformerError;
  /** Called with each call of a handler that took more than 100 ms while more than 1,024 were pending. @defaultValue none */
  readonly onSlowCall?: (call: SlowCall) => void;
  /** @defaultValue the system clock */
  readonly clock?: Clock;
}

/** How objects are read: required, unless they are Kubernetes objects. */
export type MetaOption<T> = [T] extends [KubernetesLike]
  ? {
      /** How objects are read. @defaultValue the source's `meta`, or that of Kubernetes objects */
      readonly meta?: ObjectMeta<T>;
    }
  : {
      /** How objects are read: `keyOf(object)` and `versionOf(object)` at least. */
      readonly meta: ObjectMeta<T>;
    };

/** What a {@link SharedInformer} watches: a source that says how its objects are read, or a source and `meta`. */
export type SourceOption<T> =
  | ({ readonly source: ListWatch<T> } & MetaOption<T>)
  | { readonly source: ListWatch<T> & { readonly meta: ObjectMeta<T> }; readonly meta?: ObjectMeta<T> };

/** How a {@link SharedInformer} is made. */
export type SharedInformerOptions<T, Name extends string = never> = InformerSettings<T, Name> &
  SourceOption<T>;

/** How objects are read, by the options or by the source itself. @throws TypeError when it lacks a function. */
export function metaOf<T>(meta: ObjectMeta<T> | undefined, source: ListWatch<T> | undefined): ObjectMeta<T> {
  const given = meta ?? source?.meta ?? (kubernetesMeta as ObjectMeta<unknown>);
  return requiredMethods(
    "meta",
    given,
    ["keyOf", "versionOf"],
    "say how the key and the version of an object are read",
  );
}

/** @throws RangeError or TypeError, naming the option, when one of those is out of bounds that nothing else checks. */
export function checkSettings<T, Name extends string>(options: InformerSettings<T, Name>): void {
  const { queue = "ordered", persistence, recreatedAs = "updated", onBadObject = "skip" } = options;
  checkedChoice("queue", queue, ["ordered", "per-key"]);
  checkedChoice("recreatedAs", recreatedAs, ["updated", "deleted-and-added"]);
  checkedChoice("onBadObject", onBadObject, ["skip", "relist"]);
  checkedNumber("unreadyAfterMs", options.unreadyAfterMs ?? 0, { atLeast: 0, unit: "milliseconds" });
  if (!persistence) return;
  requiredMethods("persistence", persistence, ["load", "save"], "give a CachePersistence");
  if (queue === "per-key") {
    throw new TypeError(
      'queue must be "ordered" where there is persistence: per key, no part of the changes leads to a version',
    );
  }
}
