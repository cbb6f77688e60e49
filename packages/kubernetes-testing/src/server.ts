import type { Context } from "./context.ts";
import { dialects } from "./dialect.ts";
import { fetchOf, type Fetch } from "./http/fetch.ts";
import { listen, type ListenOptions, type Listening } from "./http/listen.ts";
import { answerRequest } from "./http/pipeline.ts";
import { resolveOptions, type ApiServerOptions } from "./options.ts";
import { Definitions } from "./lifecycle/definitions.ts";
import { admissionOf } from "./lifecycle/admission.ts";
import { builtInResources } from "./resources/built-in.ts";
import { ObjectStore } from "./resources/object-store.ts";
import { Registry } from "./resources/registry.ts";
import { Storage } from "./storage/storage.ts";

/** A Kubernetes API server in this process. */
export interface ApiServer extends AsyncDisposable {
  /** Calls the server without a socket. Relative paths are of this server; the host of an absolute one is ignored. */
  readonly fetch: Fetch;
  /** Opens a port on the loopback interface. Each call opens another one. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** The version of the newest change. */
  readonly resourceVersion: string;
  /**
   * Forgets the past: lists and watches of older versions answer 410. With `keepWatchCache`, only what the storage
   * below the watch cache answers does, as after a compaction of etcd.
   */
  compact(options?: { readonly keepWatchCache?: boolean }): void;
  /** Ends every watch and closes every port. Nothing stays open. */
  close(): Promise<void>;
}

/** Starts a server, with the namespaces of a new cluster. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const resolved = resolveOptions(options);
  const dialect = dialects[resolved.version];
  const { clock, random } = resolved;
  const storage = new Storage({ history: resolved.history });
  const registry = new Registry();
  registry.add(builtInResources(dialect, undefined));
  const objects = new ObjectStore({ storage, clock, dialect, random, admission: admissionOf() });
  const context: Context = {
    version: resolved.version,
    dialect,
    clock,
    random,
    storage,
    objects,
    registry,
    minWatchMs: resolved.minWatchMs,
    bookmarkMs: resolved.bookmarkMs,
    streamBound: resolved.watchBacklog,
    open: new Set(),
  };
  const definitions = new Definitions(context);
  const answer = answerRequest.bind(undefined, context);
  const ports = new Set<Listening>();
  const close = async (): Promise<void> => {
    definitions[Symbol.dispose]();
    for (const watch of context.open) watch.end();
    await Promise.all([...ports].map((port) => port.close()));
  };
  return {
    fetch: fetchOf(answer),
    async listen(listenOptions = {}) {
      const port = await listen(answer, listenOptions);
      ports.add(port);
      return port;
    },
    get resourceVersion() {
      return String(storage.revision);
    },
    compact: ({ keepWatchCache = false } = {}) => storage.compact(storage.revision, keepWatchCache),
    close,
    [Symbol.asyncDispose]: close,
  };
}
