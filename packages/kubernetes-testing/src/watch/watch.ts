import type { Clock, Timer } from "@workset/clock";
import type { Dialect } from "../dialect.ts";
import type { JsonObject, KubernetesObject } from "../resources/object.ts";
import { inVersion, type Resource } from "../resources/resource.ts";
import type { Change, Storage } from "../storage/storage.ts";
import { watchVersion, type ListOptions } from "./list-options.ts";
import { WatchStream } from "./watch-stream.ts";

/** How an event shows its object: as it is, as metadata, as a table. */
export type Shown = (object: KubernetesObject, first: boolean) => string;

export interface WatchContext {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly random: () => number;
  /** The smallest time after which the server ends a watch that names none; at most twice that. */
  readonly minWatchMs: number;
  readonly bookmarkMs: number;
  readonly streamBound: number;
  /** Watches that are open, so that the server can end them. */
  readonly open: Set<Watch>;
}

/** An open watch of one collection. */
export class Watch {
  readonly resource: Resource;
  readonly stream: WatchStream;
  readonly #context: WatchContext;
  readonly #prefix: string;
  readonly #selects: ((object: KubernetesObject) => boolean) | undefined;
  readonly #shown: Shown;
  readonly #timers = new Set<Timer>();
  #subscription: Disposable | undefined;
  /** The newest version that was delivered. */
  #delivered: number;
  #first = true;
  #changed = false;

  constructor(context: WatchContext, resource: Resource, prefix: string, options: ListOptions, shown: Shown) {
    this.resource = resource;
    this.#context = context;
    this.#prefix = prefix;
    this.#selects = options.selects;
    this.#shown = shown;
    this.stream = new WatchStream(context.streamBound, () => this.#close());
    const version = options.resourceVersion === "" ? 0 : watchVersion(options.resourceVersion);
    this.#delivered = version;
    context.open.add(this);
    const initial = options.sendInitialEvents ?? version === 0;
    const begun = initial ? this.#initial(options, version) : this.#resume(version);
    if (!begun) return;
    this.#subscription = context.storage.subscribe((change) => {
      if (change.collection === resource.collection) this.#deliver(change);
    });
    this.#schedule(options);
  }

  /** Ends the watch cleanly. */
  end(): void {
    this.stream.end();
  }

  #initial(options: ListOptions, version: number): boolean {
    const { storage, dialect } = this.#context;
    for (const { object } of storage.list(this.resource.collection, this.#prefix)) {
      if (this.#selects?.(object) ?? true) this.#event("ADDED", object);
    }
    this.#delivered = Math.max(version, storage.revision);
    const asked = options.sendInitialEvents === true;
    const unasked = dialect.unaskedEndMark && options.sendInitialEvents === undefined;
    if (options.allowBookmarks && (asked || unasked)) this.#bookmark(true);
    return true;
  }

  #resume(version: number): boolean {
    const { storage } = this.#context;
    // `sendInitialEvents=false` without a version begins at the newest one.
    if (version === 0) {
      this.#delivered = storage.revision;
      return true;
    }
    const changes = storage.changesAfter(this.resource.collection, version);
    if (!Array.isArray(changes)) {
      this.fail(`too old resource version: ${version} (${(changes as { oldest: number }).oldest})`);
      return false;
    }
    for (const change of changes as readonly Change[]) this.#deliver(change);
    return this.stream.open;
  }

  /** Says that the past is gone, and ends: what a watch gets instead of a 410. */
  fail(message: string): void {
    const status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason: "Expired",
      code: 410,
    };
    this.stream.write(JSON.stringify({ type: "ERROR", object: status }));
    this.stream.end();
  }

  #deliver({ key, object, previous, deleted, revision }: Change): void {
    if (revision <= this.#delivered && this.#delivered !== 0) return;
    if (!key.startsWith(this.#prefix)) return;
    const selects = this.#selects ?? (() => true);
    const before = previous !== undefined && selects(previous);
    const after = !deleted && selects(object);
    if (!before && !after) return;
    this.#delivered = revision;
    this.#changed = true;
    if (before && after) this.#event("MODIFIED", object);
    else if (after) this.#event("ADDED", object);
    else this.#event("DELETED", lastState(deleted ? object : previous!, object));
  }

  #event(type: string, object: KubernetesObject): void {
    this.stream.write(
      `{"type":"${type}","object":${this.#shown(inVersion(this.resource, object), this.#first)}}`,
    );
    this.#first = false;
  }

  #bookmark(endOfInitial: boolean): void {
    const { storage, dialect } = this.#context;
    if (!endOfInitial && !dialect.idleBookmarks) {
      if (!this.#changed) return;
      this.#changed = false;
    }
    this.#delivered = Math.max(this.#delivered, storage.revision);
    const blank = this.resource.blank;
    const metadata: JsonObject = {
      resourceVersion: String(this.#delivered),
      ...(dialect.nullTimes ? { creationTimestamp: null } : {}),
      ...(endOfInitial ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
    };
    const object = { ...blank, kind: this.resource.kind, apiVersion: versionOf(this.resource), metadata };
    this.stream.write(`{"type":"BOOKMARK","object":${this.#shown(object, this.#first)}}`);
  }

  #schedule({ timeoutSeconds, allowBookmarks }: ListOptions): void {
    const { minWatchMs, bookmarkMs, random } = this.#context;
    const timeoutMs =
      timeoutSeconds !== undefined && timeoutSeconds > 0
        ? timeoutSeconds * 1000
        : minWatchMs * (1 + random());
    this.#after(timeoutMs, () => this.stream.end());
    if (!allowBookmarks) return;
    // A bookmark about once a minute, and two shortly before the end.
    for (const beforeEndMs of [2500, 1500]) {
      if (timeoutMs > beforeEndMs) this.#after(timeoutMs - beforeEndMs, () => this.#bookmark(false));
    }
    const again = (): void => {
      this.#bookmark(false);
      this.#after(bookmarkMs, again);
    };
    this.#after(bookmarkMs, again);
  }

  #after(delayMs: number, act: () => void): void {
    if (!this.stream.open) return;
    const timer = this.#context.clock.after(
      delayMs,
      () => {
        this.#timers.delete(timer);
        act();
      },
      { keepsAlive: false },
    );
    this.#timers.add(timer);
  }

  #close(): void {
    for (const timer of this.#timers) timer[Symbol.dispose]();
    this.#timers.clear();
    this.#subscription?.[Symbol.dispose]();
    this.#context.open.delete(this);
  }
}

/** What is delivered of an object that left: its old state, with the version at which it left. */
function lastState(state: KubernetesObject, at: KubernetesObject): KubernetesObject {
  const { resourceVersion } = at.metadata;
  if (resourceVersion === undefined || state.metadata.resourceVersion === resourceVersion) return state;
  return { ...state, metadata: { ...state.metadata, resourceVersion } };
}

function versionOf(resource: Resource): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}
