import type { Clock } from "@workset/clock";
import type { MetricsProvider } from "@workset/metrics";
import type { CachePersistence } from "../persistence/cache-persistence.ts";
import type { SlowCall } from "../handlers/handler-options.ts";
import type { OnInformerError } from "./informer-failure.ts";
import { kubernetesMeta } from "../objects/object-meta.ts";
import type { ListWatch } from "../sources/list-watch.ts";
import type { KubernetesLike, ObjectMeta } from "../objects/object-meta.ts";
import type { IndexFunctions } from "../cache/object-store.ts";
import type { ReflectorOptions } from "../reflector/reflector-options.ts";
import type { Transform } from "../deltas/transform.ts";

/** How a {@link SharedInformer} is made, but for what it watches. */
export interface InformerSettings<T, Name extends string = never> {
  /** The indexes of the cache, by name. @defaultValue none */
  readonly indexes?: IndexFunctions<T, Name>;
  /** What becomes of an object before it is kept. @defaultValue objects are kept as they are */
  readonly transform?: Transform<T>;
  /** How often handlers hear of every object again, in milliseconds, unless they say otherwise; zero never. @defaultValue 0 */
  readonly resyncMs?: number;
  /**
   * What stands between source and cache. `"ordered"`: changes in the order of the source, and a list is one change.
   * `"per-key"`: client-go's DeltaFIFO, which keeps order for each object alone.
   * @defaultValue "ordered"
   */
  readonly queue?: "ordered" | "per-key";
  /**
   * How handlers hear of another thing under a known key, told apart by `uidOf`. `"update"`: as of a change.
   * `"deleted-and-added"`: as of the end of one thing, its final state unknown, and the start of another.
   * @defaultValue "update"
   */
  readonly recreatedAs?: "update" | "deleted-and-added";
  /** Whether objects are frozen when they come in, so that whoever changes one gets an error. @defaultValue false */
  readonly freeze?: boolean;
  /** Where the cache is kept from one life of the process to the next. It is not disposed with the informer. @defaultValue nowhere */
  readonly persistence?: CachePersistence<T>;
  /** How the source is asked. */
  readonly reflector?: Omit<
    ReflectorOptions<T>,
    "source" | "target" | "meta" | "name" | "from" | "resyncMs" | "shouldResync" | "onError" | "clock"
  >;
  /** The name for errors and metrics. @defaultValue "informer" in errors, and no metrics */
  readonly name?: string;
  /** Where metrics go. @defaultValue nowhere */
  readonly metrics?: MetricsProvider;
  /** Hears of every failure. @defaultValue nobody: failures show in the metrics alone */
  readonly onError?: OnInformerError;
  /** Hears of each call of a handler that took longer than 100 ms while more than 1,024 waited. @defaultValue nobody */
  readonly onSlowCall?: (call: SlowCall) => void;
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
}

/** How objects are read: to be given, unless they carry their metadata as those of Kubernetes do. */
export type MetaOption<T> = [T] extends [KubernetesLike]
  ? {
      /** How objects are read. @defaultValue as those of Kubernetes */
      readonly meta?: ObjectMeta<T>;
    }
  : {
      /** How objects are read. */
      readonly meta: ObjectMeta<T>;
    };

/** How a {@link SharedInformer} is made. */
export type SharedInformerOptions<T, Name extends string = never> = InformerSettings<T, Name> &
  MetaOption<T> & {
    /** What is watched. */
    readonly source: ListWatch<T>;
  };

/** How the objects of these options are read. */
export function metaOf<T>(options: { readonly meta?: ObjectMeta<T> }): ObjectMeta<T> {
  return options.meta ?? (kubernetesMeta as ObjectMeta<unknown>);
}
