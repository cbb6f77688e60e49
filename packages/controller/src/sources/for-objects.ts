import { kubernetesMeta, type KubernetesLike, type ObjectMeta } from "@workset/informer";
import type { EventSource } from "./event-source.ts";
import { InformerSource, type InformerSourceOptions, type InformerToHear } from "./informer-source.ts";

/** How objects become their own keys. */
export interface ForObjectsOptions<O> extends InformerSourceOptions<O> {
  /**
   * The key of an object; the same as the informer's.
   * @defaultValue that of Kubernetes: `namespace/name`, or `name` where there is no namespace
   */
  readonly keyOf?: ObjectMeta<O>["keyOf"];
}

/** Asks for the key of each object that changes; of a deleted one also when its last state is not known. */
export function forObjects<O extends KubernetesLike>(
  informer: InformerToHear<O>,
  options?: ForObjectsOptions<O>,
): EventSource<string>;
/** The same, for objects that carry their name elsewhere. */
export function forObjects<O>(
  informer: InformerToHear<O>,
  options: ForObjectsOptions<O> & { readonly keyOf: ObjectMeta<O>["keyOf"] },
): EventSource<string>;
export function forObjects<O>(
  informer: InformerToHear<O>,
  options: ForObjectsOptions<O> = {},
): EventSource<string> {
  const keyOf = options.keyOf ?? ((object: O) => kubernetesMeta.keyOf(object as KubernetesLike));
  const items = { of: (object: O) => [keyOf(object)], ofKey: (key: string) => [key] };
  return new InformerSource<O, string>(informer, items, { name: "objects", ...options });
}
