import { Backoff, notify, sleep, systemClock, type Clock } from "@workset/clock";
import {
  InformerFactory,
  kubernetesMeta,
  lister,
  namespaceIndex,
  type CachePersistence,
  type InformerFactoryOptions,
  type InformerSettings,
  type Lister,
  type ListWatch,
  type ObjectMeta,
  type SharedInformer,
} from "@workset/informer";
import { KubernetesError } from "../errors/kubernetes-error.ts";
import { isVersionTooLarge } from "../errors/predicates.ts";
import type { AnyResource } from "../client/kubernetes-client.ts";
import type { ResourceClient } from "../client/resource-client.ts";
import { ConnectionError } from "../errors/connection-error.ts";
import type { Selection } from "../list-watch/kubernetes-list-watch.ts";
import type { KubernetesObject } from "../objects/kubernetes-object.ts";
import { nameOfResource } from "../rest/resource.ts";
import { ClusterBoundCache } from "./cluster-bound.ts";
import { clusterIdentity } from "./cluster-identity.ts";

/** What the informers of a cluster have in common. */
export interface KubernetesInformersOptions extends InformerFactoryOptions {
  readonly client: AnyResource;
  /** Whether `metadata.managedFields` is kept. @defaultValue false */
  readonly keepManagedFields?: boolean;
  /**
   * Opens the place where the cache of an informer is kept from one life of the process to the next, by the informer's
   * name. It is bound to the cluster, and disposed when the informers are stopped.
   * @defaultValue nowhere
   */
  readonly savedCache?: (informer: string) => CachePersistence<KubernetesObject>;
  /** What tells the cluster from others. @defaultValue the UID of the namespace `kube-system` */
  readonly clusterIdentity?: string;
}

/** One of the informers: which objects, and what becomes of them. */
export type KubernetesInformerOptions<T, Name extends string = never> = Omit<Selection, "namespace"> &
  Pick<
    InformerSettings<T, Name>,
    "indexes" | "transform" | "resyncMs" | "recreatedAs" | "freeze" | "reflector"
  >;

/** The index that every informer here has. */
export type ByNamespace = "namespace";

type Transform = NonNullable<InformerSettings<KubernetesObject>["transform"]>;

const meta = kubernetesMeta as ObjectMeta<KubernetesObject>;

/**
 * The informers of a cluster, one for each resource, namespace and selection, however many parts of a program ask for it:
 * client-go's shared informer factories, typed, dynamic and metadata-only.
 */
export class KubernetesInformers implements AsyncDisposable {
  readonly #options: KubernetesInformersOptions;
  readonly #clock: Clock;
  readonly #factory: InformerFactory;
  readonly #sources = new Map<string, ListWatch<KubernetesObject>>();
  readonly #saved = new Map<string, ClusterBoundCache<KubernetesObject>>();
  readonly #stop = new AbortController();
  #identity: string | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: KubernetesInformersOptions) {
    const { client: _, keepManagedFields: __, savedCache: ___, clusterIdentity: known, ...shared } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#identity = known;
    this.#factory = new InformerFactory(shared);
  }

  /**
   * The informer of these objects: `informer(client.pods("shop"), { labelSelector: "app=web" })`. Who asks again for the
   * same gets the same one, and may add indexes to it.
   * @throws Error when the informers were stopped.
   */
  informer<T extends KubernetesObject, Name extends string = never>(
    objects: ResourceClient<T>,
    options: KubernetesInformerOptions<T, Name> = {},
  ): SharedInformer<T, Name | ByNamespace> {
    return this.#informer(objects, options, false) as unknown as SharedInformer<T, Name | ByNamespace>;
  }

  /** The informer of their metadata alone, which is all that comes over the wire. @throws As {@link informer}. */
  metadataInformer<Name extends string = never>(
    objects: ResourceClient<KubernetesObject>,
    options: KubernetesInformerOptions<KubernetesObject, Name> = {},
  ): SharedInformer<KubernetesObject, Name | ByNamespace> {
    return this.#informer(objects, options, true);
  }

  /** What the informer of these objects holds, by namespace, name and labels. @throws As {@link informer}. */
  lister<T extends KubernetesObject>(
    objects: ResourceClient<T>,
    options: KubernetesInformerOptions<T> = {},
  ): Lister<T> {
    const { cache } = this.informer(objects, options);
    return lister<T, ByNamespace>(cache, meta, { namespaceIndex: "namespace" });
  }

  /** The names of the informers. */
  get names(): string[] {
    return this.#factory.names;
  }

  /**
   * Starts the informers that were not started yet. Where caches are saved, the server is first asked which cluster it is,
   * again and again until it answers.
   * @throws OtherClusterError when a saved cache is of another cluster; Error when the caller may not ask; the signal's
   * reason.
   */
  async start(signal?: AbortSignal): Promise<void> {
    const ends = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
    if (this.#saved.size > 0) {
      const identity = (this.#identity ??= await this.#askIdentity(ends));
      await Promise.all(Array.from(this.#saved, ([name, saved]) => this.#open(name, saved, identity, ends)));
    }
    await this.#factory.start();
  }

  /** The names of those that were started and have not synced. */
  get unsynced(): string[] {
    return this.#factory.unsynced;
  }

  /** Resolves when all that were started have synced. @throws The signal's reason; Error when one is stopped before. */
  async synced(signal?: AbortSignal): Promise<void> {
    await this.#factory.synced(signal);
  }

  /** Stops all, for good, and closes their saved caches. Again is harmless. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stopAll(): Promise<void> {
    this.#stop.abort(new Error("the informers were stopped"));
    await this.#factory.stop();
    await Promise.all(Array.from(this.#saved.values(), (saved) => saved[Symbol.asyncDispose]()));
  }

  #informer<T extends KubernetesObject, Name extends string>(
    objects: ResourceClient<T>,
    {
      indexes,
      transform,
      labelSelector,
      fieldSelector,
      shardSelector,
      ...settings
    }: KubernetesInformerOptions<T, Name>,
    metadataOnly: boolean,
  ): SharedInformer<KubernetesObject, Name | ByNamespace> {
    const selection = defined({ labelSelector, fieldSelector, shardSelector });
    const name = nameOf(objects, selection, metadataOnly);
    const { keepManagedFields = false } = this.#options;
    const source =
      this.#sources.get(name) ?? objects.listWatch({ ...selection, metadataOnly, keepManagedFields });
    this.#sources.set(name, source);
    const persistence = this.#persistence(name);
    return this.#factory.informer<KubernetesObject, Name | ByNamespace>(name, {
      ...(settings as object),
      source,
      indexes: { ...namespaceIndex(meta), ...indexes } as never,
      ...(transform && { transform: transform as unknown as Transform }),
      ...(persistence && { persistence }),
    });
  }

  #persistence(name: string): CachePersistence<KubernetesObject> | undefined {
    const { savedCache } = this.#options;
    if (!savedCache) return undefined;
    const known = this.#saved.get(name);
    if (known) return known;
    const saved = new ClusterBoundCache(savedCache(name), name);
    this.#saved.set(name, saved);
    return saved;
  }

  /**
   * A server that was restored from a backup has not reached the version yet, and a watch from there would be silent until
   * it has.
   */
  async #open(
    name: string,
    saved: ClusterBoundCache<KubernetesObject>,
    identity: string,
    signal: AbortSignal,
  ): Promise<void> {
    const version = saved.open(identity);
    if (version === undefined) return;
    try {
      await this.#sources.get(name)!.list({ version, limit: 1, signal });
    } catch (error) {
      signal.throwIfAborted();
      // What else goes wrong, the informer meets again, and deals with.
      if (isVersionTooLarge(error)) saved.forgetVersion();
    }
  }

  async #askIdentity(ends: AbortSignal): Promise<string> {
    const backoff = new Backoff({ baseMs: 800, maxMs: 30_000, jitter: 1 });
    const since = this.#clock.wallNow();
    for (let count = 1; ; count++) {
      try {
        return await clusterIdentity(this.#options.client, ends);
      } catch (error) {
        ends.throwIfAborted();
        if (!isPassing(error)) throw error;
        const retryInMs = Math.max(backoff.next(), (error as KubernetesError).retryAfterMs ?? 0);
        const failure = {
          during: "list",
          next: "list",
          retryInMs,
          informer: "cluster",
          count,
          since,
        } as const;
        notify(this.#options.onError, error, failure);
        await sleep(this.#clock, retryInMs, ends);
      }
    }
  }
}

/** Whether waiting may help. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    (error instanceof KubernetesError && (error.code >= 500 || error.code === 429))
  );
}

function nameOf(
  { type, namespace }: ResourceClient<KubernetesObject>,
  selection: Readonly<Record<string, string>>,
  metadataOnly: boolean,
): string {
  const within = namespace === undefined ? "" : `@${namespace}`;
  const selected = Object.entries(selection).map(([name, value]) => ` ${name}=${value}`);
  return `${nameOfResource(type)}/${type.version}${within}${selected.join("")}${metadataOnly ? " metadata" : ""}`;
}

function defined(options: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}
