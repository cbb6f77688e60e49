import { kubernetesMeta, type KubernetesLike, type ObjectMeta } from "@workset/informer";
import type { EventSource } from "./event-source.ts";
import { InformerSource, type InformerLike, type InformerSourceOptions } from "./informer-source.ts";

/** How objects become their own keys. */
export interface ForObjectsOptions<O> extends InformerSourceOptions<O> {
  /**
   * The key of an object; the same as the informer's.
   * @defaultValue the informer's `meta`; without one, that of Kubernetes: `namespace/name`, or `name` without a namespace
   */
  readonly keyOf?: ObjectMeta<O>["keyOf"];
}

/** Enqueues the key of each object that changes; of a deleted one also when its last state is not known. */
export function forObjects<O extends KubernetesLike>(
  informer: InformerLike<O>,
  options?: ForObjectsOptions<O>,
): EventSource<string>;
/** The same, for objects whose informer knows their key. */
export function forObjects<O>(
  informer: InformerLike<O> & { readonly meta: Pick<ObjectMeta<O>, "keyOf"> },
  options?: ForObjectsOptions<O>,
): EventSource<string>;
/** The same, for objects that carry their name elsewhere: give `keyOf`. */
export function forObjects<O>(
  informer: InformerLike<O>,
  options: ForObjectsOptions<O> & { readonly keyOf: ObjectMeta<O>["keyOf"] },
): EventSource<string>;
export function forObjects<O>(
  informer: InformerLike<O>,
  options: ForObjectsOptions<O> = {},
): EventSource<string> {
  const keyOf =
    options.keyOf ?? informer.meta?.keyOf ?? ((object: O) => kubernetesMeta.keyOf(object as KubernetesLike));
  const items = { of: (object: O) => [keyOf(object)], ofKey: (key: string) => [key] };
  return new InformerSource<O, string>(informer, items, { name: "objects", ...options });
}
