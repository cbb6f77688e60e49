import {
  compareVersions,
  SourceError,
  type ListOptions,
  type ListPage,
  type ListWatch,
  type WatchEvent,
  type WatchOptions,
} from "@workset/informer";
import { errorOfStatus } from "../errors/error-of-response.ts";
import { KubernetesError } from "../errors/kubernetes-error.ts";
import { isStatus } from "../errors/status.ts";
import type { RestClient } from "../rest/rest-client.ts";
import type { RestRequest } from "../rest/rest-request.ts";
import { apiVersionOf, type ResourceName } from "../rest/resource.ts";
import type { WireEvent } from "../watch/watch-lines.ts";
import { ListDecoder } from "./list-decoder.ts";
import { stripManagedFields } from "./strip-managed-fields.ts";
import { sourceErrorOf } from "./source-error-of.ts";

/** Which objects are meant. */
export interface Selection {
  /** The namespace. @defaultValue all of them */
  readonly namespace?: string;
  /** `app=web, tier!=db`. @defaultValue all objects */
  readonly labelSelector?: string;
  /** `metadata.name=web`, and whatever else the server knows for the resource. @defaultValue all objects */
  readonly fieldSelector?: string;
  /** The part of the key space of one shard, on servers that know sharded lists and watches. @defaultValue all objects */
  readonly shardSelector?: string;
}

/** How a {@link kubernetesListWatch} is made. */
export interface KubernetesListWatchOptions extends ResourceName, Selection {
  readonly rest: RestClient;
  /** Whether `metadata.managedFields` is kept: who wrote which field, often half of an object. @defaultValue false */
  readonly keepManagedFields?: boolean;
  /** Whether only metadata is wanted: objects come as `PartialObjectMetadata`. @defaultValue false */
  readonly metadataOnly?: boolean;
  /**
   * Whether the source begins watches with all present objects where the server can. One that refuses is not asked again.
   * @defaultValue true
   */
  readonly watchList?: boolean;
  /**
   * How long a list may go without a byte, in milliseconds, before it fails: a connection may be cut without a word.
   * @defaultValue 75,000, longer than a server takes for any answer
   */
  readonly listSilenceMs?: number;
}

const metadataTypes = {
  list: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
  watch: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
} as const;
const initialEventsEnd = "k8s.io/initial-events-end";

/**
 * Any resource of an API server as the source of an informer: client-go's `ListWatch`. Requests are sent once; what to do
 * after a failure is left to the reflector, which reads it from the code of the `SourceError`, and whose `cause` says more.
 * @throws RangeError when a name is none.
 */
export function kubernetesListWatch<T>(options: KubernetesListWatchOptions): ListWatch<T> {
  return new KubernetesListWatch<T>(options);
}

class KubernetesListWatch<T> implements ListWatch<T> {
  readonly #options: KubernetesListWatchOptions;
  readonly #collection: RestRequest;
  readonly #listSilenceMs: number;
  readonly #keep: (object: T) => T;
  #watchList: boolean;

  constructor(options: KubernetesListWatchOptions) {
    const { rest, namespace, resource, labelSelector, fieldSelector, shardSelector } = options;
    const collection = rest.get().apiVersion(apiVersionOf(options)).resource(resource);
    const params = { labelSelector, fieldSelector, shardSelector };
    this.#options = options;
    this.#collection = (namespace ? collection.namespace(namespace) : collection).params(params).retries(0);
    this.#watchList = options.watchList ?? true;
    this.#listSilenceMs = options.listSilenceMs ?? 75_000;
    this.#keep = options.keepManagedFields ? (object) => object : stripManagedFields<T>;
  }

  get sendsInitialEvents(): boolean {
    return this.#watchList;
  }

  /** Resource versions are comparable (KEP-5504), on older servers too, whose versions are those of etcd. */
  compareVersions(a: string, b: string): number {
    return compareVersions(a, b);
  }

  async list({ version, limit, continueToken, signal }: ListOptions): Promise<ListPage<T>> {
    // A continued list has the version of its first page, and refuses to be told one.
    const place = continueToken
      ? { continue: continueToken }
      : { resourceVersion: version || undefined, resourceVersionMatch: matchOf(version, limit) };
    const request = this.#accepting("list").params({ limit: limit || undefined, ...place });
    try {
      const list = new ListDecoder<T>(`GET ${request.path}`, this.#keep);
      await request.silence(this.#listSilenceMs).read((chunk) => list.push(chunk), signal);
      return list.end();
    } catch (error) {
      signal.throwIfAborted();
      throw sourceErrorOf(error);
    }
  }

  async watch(options: WatchOptions): Promise<AsyncIterable<WatchEvent<T>>> {
    const { version, bookmarks, initialEvents = false, timeoutMs, signal } = options;
    const request = this.#accepting("watch").params({
      resourceVersion: version || undefined,
      // Without bookmarks a server never says where the initial events end.
      allowWatchBookmarks: bookmarks || initialEvents || undefined,
      ...(initialEvents && { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" }),
      ...(timeoutMs !== undefined && { timeoutSeconds: Math.max(1, Math.ceil(timeoutMs / 1000)) }),
    });
    try {
      const lines = await request.watch<T>(signal);
      return this.#events(lines, options);
    } catch (error) {
      signal.throwIfAborted();
      if (!initialEvents || !refusesWatchList(error)) throw sourceErrorOf(error);
      this.#watchList = false;
      throw new SourceError("unsupported", error.message, { cause: error });
    }
  }

  #events(lines: AsyncIterable<WireEvent<T>>, options: WatchOptions): AsyncIterable<WatchEvent<T>> {
    return {
      [Symbol.asyncIterator]: () => {
        const wire = lines[Symbol.asyncIterator]();
        return new WatchEvents<T>(wire, options, this.#keep, () => (this.#watchList = false));
      },
    };
  }

  #accepting(what: "list" | "watch"): RestRequest {
    const { metadataOnly = false } = this.#options;
    return metadataOnly ? this.#collection.header("accept", metadataTypes[what]) : this.#collection;
  }
}

/** Events of the wire as those of a source. No generator: leaving one has to wait for the event that is waited for. */
class WatchEvents<T> implements AsyncIterator<WatchEvent<T>, undefined> {
  readonly #wire: AsyncIterator<WireEvent<T>, undefined>;
  readonly #options: WatchOptions;
  readonly #keep: (object: T) => T;
  readonly #lacksWatchList: () => void;
  /** Whether the end of the initial events is still to come. A server sends one also to a watch that did not ask. */
  #isInitial: boolean;
  #isOver = false;

  constructor(
    wire: AsyncIterator<WireEvent<T>, undefined>,
    options: WatchOptions,
    keep: (object: T) => T,
    lacksWatchList: () => void,
  ) {
    this.#wire = wire;
    this.#options = options;
    this.#keep = keep;
    this.#lacksWatchList = lacksWatchList;
    this.#isInitial = options.initialEvents ?? false;
  }

  async next(): Promise<IteratorResult<WatchEvent<T>, undefined>> {
    for (;;) {
      if (this.#isOver) return { done: true, value: undefined };
      let next;
      try {
        next = await this.#wire.next();
      } catch (error) {
        throw sourceErrorOf(error);
      }
      if (next.done) return this.#ended();
      const event = this.#event(next.value);
      if (event) return { done: false, value: event };
    }
  }

  async return(): Promise<IteratorResult<WatchEvent<T>, undefined>> {
    this.#isOver = true;
    await this.#wire.return?.();
    return { done: true, value: undefined };
  }

  /** A server that ignores the wish for initial events never ends them; the reader's patience ends the watch then. */
  #ended(): IteratorReturnResult<undefined> {
    const { signal } = this.#options;
    if (this.#isInitial && (!signal.aborted || signal.reason instanceof SourceError)) this.#lacksWatchList();
    return { done: true, value: undefined };
  }

  #event(event: WireEvent<T>): WatchEvent<T> | undefined {
    switch (event.type) {
      case "ADDED":
        return { type: "added", object: this.#keep(event.object) };
      case "MODIFIED":
        return { type: "modified", object: this.#keep(event.object) };
      case "DELETED":
        return { type: "deleted", object: this.#keep(event.object) };
      case "BOOKMARK":
        return this.#bookmark(event.object.metadata);
      case "ERROR": {
        this.#isOver = true;
        void this.#wire.return?.();
        const { object } = event;
        const error = isStatus(object)
          ? errorOfStatus(object)
          : new Error("the server sent an error of no known form");
        return { type: "error", error: sourceErrorOf(error) };
      }
    }
  }

  #bookmark(
    metadata: { resourceVersion: string; annotations?: Readonly<Record<string, string>> } | undefined,
  ): WatchEvent<T> | undefined {
    const version = metadata?.resourceVersion;
    if (typeof version !== "string") return undefined;
    const isEnd = this.#isInitial && metadata?.annotations?.[initialEventsEnd] === "true";
    if (isEnd) this.#isInitial = false;
    else if (!this.#options.bookmarks) return undefined;
    return isEnd ? { type: "bookmark", version, initialEventsEnd: true } : { type: "bookmark", version };
  }
}

/** With a limit, a server takes a version for exactly that one, unless it is told otherwise. */
function matchOf(version: string, limit: number | undefined): string | undefined {
  return limit && version !== "" && version !== "0" ? "NotOlderThan" : undefined;
}

/** 422 of a server without watch-lists, or with them turned off; 400 of one that knows the parameters by no name. */
function refusesWatchList(error: unknown): error is KubernetesError {
  return error instanceof KubernetesError && (error.code === 422 || error.code === 400);
}
