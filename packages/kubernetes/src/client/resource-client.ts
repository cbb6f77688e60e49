import type { ListWatch } from "@workset/informer";
import type { Status } from "../errors/status.ts";
import {
  kubernetesListWatch,
  type KubernetesListWatchOptions,
  type Selection,
} from "../list-watch/kubernetes-list-watch.ts";
import type { KubernetesList, KubernetesObject } from "../objects/kubernetes-object.ts";
import type { PatchType } from "../rest/patch-type.ts";
import { apiVersionOf, nameOfResource } from "../rest/resource.ts";
import type { RestClient } from "../rest/rest-client.ts";
import type { RestRequest } from "../rest/rest-request.ts";
import type { WireEvent } from "../watch/watch-lines.ts";
import {
  bodyOf,
  paramsOf,
  type ApplyOptions,
  type DeleteOptions,
  type RequestOptions,
  type WriteOptions,
} from "./request-options.ts";
import type { ResourceType } from "./resource-type.ts";

/** Which objects are listed, and how. */
export interface ListRequestOptions extends RequestOptions, Omit<Selection, "namespace"> {
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
}

/** Which objects are watched, and from where. */
export interface WatchRequestOptions extends RequestOptions, Omit<Selection, "namespace"> {
  readonly resourceVersion?: string;
  readonly allowWatchBookmarks?: boolean;
  readonly timeoutSeconds?: number;
}

/** How a patch is sent. */
export interface PatchOptions extends WriteOptions {
  /** What the body means. @defaultValue "merge" */
  readonly type?: PatchType;
  /** What is patched of the object: `status`. */
  readonly subResource?: string;
}

/** The objects of one resource, in one namespace or in all: client-go's typed and dynamic clients. */
export class ResourceClient<T extends KubernetesObject> {
  readonly type: ResourceType<T>;
  /** `undefined` for all namespaces, and for objects that live in none. */
  readonly namespace: string | undefined;
  readonly #rest: RestClient;

  /** Made by a client. */
  constructor(rest: RestClient, type: ResourceType<T>, namespace?: string) {
    if (namespace !== undefined && !type.namespaced) {
      throw new RangeError(
        `${nameOfResource(type)} live in no namespace, but ${JSON.stringify(namespace)} was given`,
      );
    }
    this.#rest = rest.for(apiVersionOf(type));
    this.type = type;
    this.namespace = namespace;
  }

  /** The same objects, in this namespace alone. @throws RangeError when they live in no namespace. */
  in(namespace: string): ResourceClient<T> {
    return new ResourceClient<T>(this.#rest, this.type, namespace);
  }

  /** The object of this name. @throws KubernetesError; `isNotFound` when there is none. */
  async get(name: string, { signal }: RequestOptions = {}): Promise<T> {
    return await this.#named(this.#rest.get(), name).into<T>(signal);
  }

  /** One page of the objects. */
  async list(options: ListRequestOptions = {}): Promise<KubernetesList<T>> {
    const { signal, ...params } = options;
    return await this.#collection(this.#rest.get()).params(params).into<KubernetesList<T>>(signal);
  }

  /** All objects, page by page; those of one moment, unless the server forgets it meanwhile. */
  async *all(options: ListRequestOptions = {}): AsyncGenerator<T, void> {
    let page = await this.list({ limit: 500, ...options });
    for (;;) {
      yield* page.items;
      const at = page.metadata.continue;
      if (!at) return;
      const { resourceVersion: _, resourceVersionMatch: __, ...rest } = options;
      page = await this.list({ limit: 500, ...rest, continue: at });
    }
  }

  /** Creates the object. @throws KubernetesError; `isAlreadyExists` when there is one of its name. */
  async create(object: T, options: WriteOptions = {}): Promise<T> {
    const namespace = object.metadata?.namespace;
    this.#requireNamespace(namespace, "the new object");
    const request = this.#collection(this.#rest.post(), namespace);
    return await request.params(paramsOf(options)).body(this.#typed(object)).into<T>(options.signal);
  }

  /** Replaces the object. @throws KubernetesError; `isConflict` when it has changed since this version was read. */
  async update(object: T, options: WriteOptions = {}): Promise<T> {
    return await this.#put(object, options);
  }

  /** Replaces the status of the object, and nothing else of it. @throws As {@link update}. */
  async updateStatus(object: T, options: WriteOptions = {}): Promise<T> {
    return await this.#put(object, options, "status");
  }

  /** Changes the object by a patch. */
  async patch(name: string, patch: object, options: PatchOptions = {}): Promise<T> {
    const { type = "merge", subResource, signal } = options;
    const request = this.#named(this.#rest.patch(type), name);
    const whole = subResource === undefined ? request : request.subResource(subResource);
    return await whole.params(paramsOf(options)).body(patch).into<T>(signal);
  }

  /**
   * Makes the object have these fields, and creates it if need be: server-side apply.
   * @throws KubernetesError; `isApplyConflict` when another manager owns one of the fields.
   */
  async apply(object: T, options: ApplyOptions): Promise<T> {
    return await this.#apply(object, options);
  }

  /** Makes the status of the object have these fields. @throws As {@link apply}. */
  async applyStatus(object: T, options: ApplyOptions): Promise<T> {
    return await this.#apply(object, options, "status");
  }

  /** Deletes the object: the object that waits for its finalizers, or a `Status`. @throws KubernetesError; `isNotFound`. */
  async delete(name: string, options: DeleteOptions = {}): Promise<T | Status> {
    return await this.#named(this.#rest.delete(), name)
      .body(bodyOf(options))
      .into<T | Status>(options.signal);
  }

  /** Deletes all objects that are selected. */
  async deleteCollection(
    selection: Pick<ListRequestOptions, "labelSelector" | "fieldSelector">,
    options: DeleteOptions = {},
  ): Promise<void> {
    const request = this.#collection(this.#rest.delete()).params({ ...selection });
    await request.body(bodyOf(options)).do(options.signal);
  }

  /** What changes, as it is on the wire, until the server ends it. For a watch that goes on, take an informer. */
  async watch(options: WatchRequestOptions = {}): Promise<AsyncIterable<WireEvent<T>>> {
    const { signal, ...params } = options;
    return await this.#collection(this.#rest.get()).params(params).watch<T>(signal);
  }

  /** These objects as the source of an informer. */
  listWatch(
    selection: Omit<Selection, "namespace"> &
      Pick<KubernetesListWatchOptions, "metadataOnly" | "keepManagedFields"> = {},
  ): ListWatch<T> {
    const { group, version, resource } = this.type;
    const { namespace } = this;
    return kubernetesListWatch<T>({
      rest: this.#rest,
      group,
      version,
      resource,
      ...selection,
      ...(namespace !== undefined && { namespace }),
    });
  }

  /** A request for what this client does not know: `log`, `scale`, `eviction`. */
  request(method: string, name: string, ...subResources: string[]): RestRequest {
    return this.#named(this.#rest.verb(method), name).subResource(...subResources);
  }

  async #put(object: T, options: WriteOptions, ...subResources: string[]): Promise<T> {
    const request = this.#named(this.#rest.put(), nameOf(object), object.metadata?.namespace);
    const whole = request.subResource(...subResources).params(paramsOf(options));
    return await whole.body(this.#typed(object)).into<T>(options.signal);
  }

  async #apply(object: T, options: ApplyOptions, ...subResources: string[]): Promise<T> {
    const request = this.#named(this.#rest.patch("apply"), nameOf(object), object.metadata?.namespace);
    const whole = request.subResource(...subResources).params(paramsOf(options));
    return await whole.body(this.#typed(object)).into<T>(options.signal);
  }

  /** Kind and version are filled in where the object has none. */
  #typed(object: T): object {
    const { kind } = this.type;
    return { apiVersion: apiVersionOf(this.type), ...(kind && { kind }), ...object };
  }

  #collection(request: RestRequest, namespace?: string): RestRequest {
    const within = this.namespace ?? (this.type.namespaced ? namespace : undefined);
    const collection = request.resource(this.type.resource);
    return within === undefined ? collection : collection.namespace(within);
  }

  #named(request: RestRequest, name: string, namespace?: string): RestRequest {
    this.#requireNamespace(namespace, JSON.stringify(name));
    return this.#collection(request, namespace).name(name);
  }

  #requireNamespace(namespace: string | undefined, whose: string): void {
    if (!this.type.namespaced || this.namespace !== undefined || namespace !== undefined) return;
    throw new RangeError(`${this.type.resource} live in namespaces: name the one of ${whose}`);
  }
}

function nameOf({ metadata }: KubernetesObject): string {
  if (metadata?.name) return metadata.name;
  throw new TypeError("the object has no metadata.name");
}
