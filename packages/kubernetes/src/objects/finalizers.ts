import { isNotFound } from "../errors/predicates.ts";
import type { ResourceClient } from "../client/resource-client.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";

/** Whether the object is being deleted: it waits for its finalizers. */
export function isDeleting({ metadata }: KubernetesObject): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

/** Whether the object waits for this finalizer when it is deleted. */
export function hasFinalizer({ metadata }: KubernetesObject, finalizer: string): boolean {
  return metadata?.finalizers?.includes(finalizer) ?? false;
}

/** What is done with an object that has a finalizer. */
export interface FinalizerHandlers<T, R> {
  /** Where the object is. */
  readonly objects: ResourceClient<T & KubernetesObject>;
  /** The object is there, and has the finalizer. */
  reconcile(object: T, signal: AbortSignal): R | Promise<R>;
  /**
   * The object is being deleted: what it stands for elsewhere must go. Called again until it has returned nothing, or that
   * it is done; anything else, like an outcome that asks for another run, keeps the finalizer.
   */
  cleanup(object: T, signal: AbortSignal): R | Promise<R>;
}

/**
 * A handler of objects that are not to vanish before they were cleaned up. It sets the finalizer before it first calls
 * `reconcile`, and takes it off when `cleanup` is done. Both are writes of the version that was given, so that an object of
 * an old cache is refused as a conflict.
 */
export function withFinalizer<T extends KubernetesObject, R>(
  finalizer: string,
  handlers: FinalizerHandlers<T, R>,
): (object: T, signal: AbortSignal) => Promise<R | undefined> {
  const { objects } = handlers;
  const write = async (object: T, finalizers: readonly string[], signal: AbortSignal): Promise<T> => {
    const { name = "", namespace, resourceVersion } = object.metadata ?? {};
    const within = namespace === undefined ? objects : objects.in(namespace);
    return await within.patch(name, { metadata: { resourceVersion, finalizers } }, { signal });
  };
  return async (object, signal) => {
    const finalizers = object.metadata?.finalizers ?? [];
    if (!isDeleting(object)) {
      if (hasFinalizer(object, finalizer)) return await handlers.reconcile(object, signal);
      return await handlers.reconcile(await write(object, [...finalizers, finalizer], signal), signal);
    }
    if (!hasFinalizer(object, finalizer)) return undefined;
    const result = await handlers.cleanup(object, signal);
    if (!isDone(result)) return result;
    const rest = finalizers.filter((one) => one !== finalizer);
    await write(object, rest, signal).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    return result;
  };
}

function isDone(result: unknown): boolean {
  if (result === undefined || result === null) return true;
  return typeof result === "object" && "next" in result && result.next === "done";
}
