import { labelSelector, type KubernetesLike, type LabelSelectorObject } from "@workset/informer";
import type { Predicate } from "./predicate.ts";

type Texts = Readonly<Record<string, string>> | undefined;

/** An object that may count the changes of its desired state, as those of Kubernetes do. */
export interface Generational {
  readonly metadata?: { readonly generation?: number };
}

/** An object that may carry annotations, as those of Kubernetes do. */
export interface Annotated {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

/** Refuses updates that leave the version as it was: resyncs, and lists that found nothing new. */
export function versionChanged<O extends KubernetesLike>(): Predicate<O>;
/** The same, for objects that carry their version elsewhere. */
export function versionChanged<O>(versionOf: (object: O) => unknown): Predicate<O>;
export function versionChanged(versionOf: (object: object) => unknown = resourceVersion): Predicate<object> {
  return ({ type, ...event }) => type !== "updated" || differs(event as Pair<object>, versionOf);
}

/**
 * Refuses updates that leave the generation as it was: resyncs, and changes of status or metadata only. Adds and deletes
 * pass, and so do updates of objects without a generation.
 */
export function generationChanged<O extends Generational>(): Predicate<O> {
  return (event) =>
    event.type !== "updated" ||
    event.object.metadata?.generation === undefined ||
    differs(event, (object) => object.metadata?.generation);
}

/** Refuses updates that leave the labels as they were. Adds and deletes pass. */
export function labelsChanged<O extends KubernetesLike>(): Predicate<O> {
  return (event) =>
    event.type !== "updated" || !sameTexts(event.before.metadata?.labels, event.object.metadata?.labels);
}

/** Refuses updates that leave the annotations as they were. Adds and deletes pass. */
export function annotationsChanged<O extends Annotated>(): Predicate<O> {
  return (event) =>
    event.type !== "updated" ||
    !sameTexts(event.before.metadata?.annotations, event.object.metadata?.annotations);
}

/**
 * Passes objects whose labels match: a selector as text (`app=web, tier!=db`) or as an object, or a function. An update
 * passes if the labels match before it or after it, so that an object that leaves the selection is enqueued once more;
 * controller-runtime checks the new state only.
 * @throws RangeError, naming the part, when the text or the object is no selector.
 */
export function labelsMatch<O extends KubernetesLike>(
  labels: string | LabelSelectorObject | ((labels: Readonly<Record<string, string>>) => boolean),
): Predicate<O> {
  const selector = typeof labels === "function" ? { matches: labels } : labelSelector(labels);
  const fits = (object: O): boolean => selector.matches(object.metadata?.labels ?? {});
  return (event) => fits(event.object) || (event.type === "updated" && fits(event.before));
}

interface Pair<O> {
  readonly before: O;
  readonly object: O;
}

function differs<O>({ before, object }: Pair<O>, of: (object: O) => unknown): boolean {
  return of(before) !== of(object);
}

function resourceVersion(object: KubernetesLike): unknown {
  return object.metadata?.resourceVersion;
}

function sameTexts(some: Texts = {}, others: Texts = {}): boolean {
  const entries = Object.entries(some);
  return (
    entries.length === Object.keys(others).length && entries.every(([name, text]) => others[name] === text)
  );
}
