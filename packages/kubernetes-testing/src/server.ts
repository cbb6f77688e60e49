import { Access, type AccessOptions } from "./access/users.ts";
import type { Context } from "./context.ts";
import { dialects } from "./dialect.ts";
import { ConnectionBroken, Faults, type Fault, type InjectedFault } from "./faults/faults.ts";
import { fetchOf, type Answer, type Fetch } from "./http/fetch.ts";
import { listen, type ListenOptions, type Listening } from "./http/listen.ts";
import { answerRequest } from "./http/pipeline.ts";
import { resolveOptions, type ApiServerOptions, type ResolvedOptions } from "./options.ts";
import { admissionOf } from "./lifecycle/admission.ts";
import { Definitions } from "./lifecycle/definitions.ts";
import { createFirstNamespaces } from "./lifecycle/first-namespaces.ts";
import { GarbageCollector } from "./lifecycle/garbage-collector.ts";
import { NamespaceCleanup } from "./lifecycle/namespaces.ts";
import { Gate } from "./lifecycle/gate.ts";
import { builtInResources } from "./resources/built-in.ts";
import { kindRules } from "./resources/kinds/rules.ts";
import { ObjectStore } from "./resources/object-store.ts";
import { Registry } from "./resources/registry.ts";
import { openSqliteState, type SqliteState } from "./storage/sqlite-journal.ts";
import { Storage } from "./storage/storage.ts";

/** A Kubernetes API server in this process. */
export interface ApiServer extends AsyncDisposable {
  /** Calls the server without a socket. Relative paths are of this server; the host of an absolute one is ignored. */
  readonly fetch: Fetch;
  /** Opens a port on the loopback interface. Each call opens another one. */
  listen(options?: ListenOptions): Promise<Listening>;
  /** The version of the newest change. */
  readonly resourceVersion: string;
  /** How many watches are open. */
  readonly openWatches: number;
  /**
   * Forgets the past: lists and watches of older versions answer 410. With `keepWatchCache`, only what the storage
   * below the watch cache answers does, as after a compaction of etcd.
   */
  compact(options?: { readonly keepWatchCache?: boolean }): void;
  /** Makes something go wrong with the next requests that fit. Faults happen in the order in which they were injected. */
  inject(fault: Fault): InjectedFault;
  /** Stops answering, without closing anything: requests and watches wait until what is returned is disposed. */
  pause(): Disposable;
  /**
   * Breaks every connection, refuses new ones while `whileDown` runs, and comes back with the same state, ports and
   * versions. The past is forgotten: a watch from before the last change answers 410.
   */
  restart(options?: { readonly whileDown?: () => unknown }): Promise<void>;
  /** Changes who may do what, for requests from now on. */
  setAccess(access: AccessOptions): void;
  /** Ends every watch and closes every port and file. Nothing stays open. */
  close(): Promise<void>;
}

/**
 * Starts a server, with the namespaces of a new cluster or with the state of its file.
 * @throws RangeError or TypeError when an option makes no sense.
 */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const resolved = resolveOptions(options);
  const file = resolved.file === undefined ? undefined : await openSqliteState(resolved.file);
  const context = contextOf(resolved, file);
  const { storage } = context;
  const controllers = controllersOf(context, resolved);
  const faults = new Faults(resolved.clock);
  const gate = new Gate();
  let access = new Access(resolved.access);
  let down = false;
  const answer: Answer = async (request) => {
    if (down) throw new ConnectionBroken("the server is down");
    const pipeline = { context, access, faults, running: () => gate.opened() };
    return gate.hold(await answerRequest(pipeline, request));
  };
  const ports = new Set<Listening>();
  const close = async (): Promise<void> => {
    down = true;
    for (const controller of controllers) controller[Symbol.dispose]();
    for (const watch of context.open) watch.end();
    gate.open();
    await Promise.all([...ports].map((port) => port.close()));
    file?.[Symbol.dispose]();
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
    get openWatches() {
      return context.open.size;
    },
    compact: ({ keepWatchCache = false } = {}) => storage.compact(storage.revision, keepWatchCache),
    inject: (fault) => faults.inject(fault),
    pause: () => gate.close(),
    async restart({ whileDown } = {}) {
      down = true;
      for (const watch of context.open) watch.stream.break(new ConnectionBroken("the server was restarted"));
      await Promise.all([...ports].map((port) => port.suspend()));
      try {
        await whileDown?.();
      } finally {
        storage.compact();
        down = false;
        await Promise.all([...ports].map((port) => port.resume()));
      }
    },
    setAccess(next) {
      access = new Access(next);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function contextOf(resolved: ResolvedOptions, file: SqliteState | undefined): Context {
  const dialect = dialects[resolved.version];
  const { clock, random, kindRules: withRules } = resolved;
  const storage = new Storage({
    history: resolved.history,
    ...(file === undefined ? {} : { journal: file }),
    ...(file?.initial === undefined ? {} : { initial: file.initial }),
  });
  const registry = new Registry();
  registry.add(builtInResources(dialect, withRules ? kindRules(dialect) : undefined));
  const admission = admissionOf({ storage, registry, namespaces: withRules });
  return {
    version: resolved.version,
    dialect,
    clock,
    random,
    storage,
    objects: new ObjectStore({ storage, clock, dialect, random, admission }),
    registry,
    minWatchMs: resolved.minWatchMs,
    bookmarkMs: resolved.bookmarkMs,
    streamBound: resolved.watchBacklog,
    open: new Set(),
  };
}

function controllersOf(
  context: Context,
  { garbageCollection, kindRules }: ResolvedOptions,
): readonly Disposable[] {
  const controllers: Disposable[] = [new Definitions(context)];
  if (garbageCollection) controllers.push(new GarbageCollector(context));
  if (kindRules && garbageCollection) controllers.push(new NamespaceCleanup(context));
  if (kindRules) createFirstNamespaces(context);
  return controllers;
}
