import type { KubernetesObject } from "../resources/object.ts";

/** One change of one object, at the revision that it made. */
export interface Change {
  readonly revision: number;
  readonly collection: string;
  readonly key: string;
  /** The state after the change, or the last state with the version of the delete. */
  readonly object: KubernetesObject;
  readonly previous: KubernetesObject | undefined;
  readonly deleted: boolean;
}

/** An object and the key that it is stored under, inside its collection: `namespace/name`, or `name`. */
export interface Entry {
  readonly key: string;
  readonly object: KubernetesObject;
}

/** Where changes are kept beyond the process. Called inside the commit, before any reader sees the change. */
export interface Journal {
  append(change: Change): void;
}

/** What a collection asks of its past. */
export type Past =
  | { readonly known: true; readonly entries: readonly Entry[] }
  | { readonly known: false; readonly oldest: number };

export interface StorageOptions {
  /** How many changes each collection remembers. Older versions answer 410. */
  readonly history: number;
  readonly journal?: Journal;
  /** The state to begin with, and the revision that it has. */
  readonly initial?: {
    readonly revision: number;
    readonly entries: Iterable<Entry & { collection: string }>;
  };
}

class Collection {
  readonly objects: Map<string, KubernetesObject> = new Map();
  readonly log: Change[] = [];
  /** Changes at or before this revision are not remembered. */
  floor: number;
  #sorted: readonly string[] | undefined;

  constructor(floor: number) {
    this.floor = floor;
  }

  put(key: string, object: KubernetesObject): void {
    if (!this.objects.has(key)) this.#sorted = undefined;
    this.objects.set(key, object);
  }

  remove(key: string): void {
    if (this.objects.delete(key)) this.#sorted = undefined;
  }

  keys(): readonly string[] {
    this.#sorted ??= [...this.objects.keys()].toSorted();
    return this.#sorted;
  }
}

/**
 * The one state of the server: objects by collection and key, one revision for all of them, and the log of changes
 * from which watches and lists of the past are answered.
 */
export class Storage {
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #history: number;
  readonly #journal: Journal | undefined;
  #revision: number;
  #compacted = 0;
  #floor: number;

  constructor(options: StorageOptions) {
    this.#history = options.history;
    this.#journal = options.journal;
    this.#revision = options.initial?.revision ?? 1;
    // What came before the server started is not in its log: a watch from before it answers 410.
    this.#floor = options.initial === undefined ? 0 : this.#revision;
    for (const { collection, key, object } of options.initial?.entries ?? [])
      this.#of(collection).put(key, object);
  }

  /** The revision of the newest change. */
  get revision(): number {
    return this.#revision;
  }

  /** Lists of a version at or before this one are refused, although watches may still know it. */
  get compacted(): number {
    return this.#compacted;
  }

  get(collection: string, key: string): KubernetesObject | undefined {
    return this.#collections.get(collection)?.objects.get(key);
  }

  /** The entries whose keys begin with `prefix`, in the order of their keys. */
  list(collection: string, prefix = ""): Entry[] {
    const found = this.#collections.get(collection);
    if (found === undefined) return [];
    const entries: Entry[] = [];
    const keys = found.keys();
    for (let at = prefix === "" ? 0 : lowerBound(keys, prefix); at < keys.length; at++) {
      const key = keys[at]!;
      if (!key.startsWith(prefix)) break;
      entries.push({ key, object: found.objects.get(key)! });
    }
    return entries;
  }

  /** The entries as they were at `revision`. */
  listAt(collection: string, revision: number, prefix = ""): Past {
    const found = this.#of(collection);
    if (revision < found.floor) return { known: false, oldest: found.floor };
    const entries = new Map(this.list(collection, prefix).map((entry) => [entry.key, entry]));
    for (let at = found.log.length - 1; at >= 0; at--) {
      const change = found.log[at]!;
      if (change.revision <= revision) break;
      if (!change.key.startsWith(prefix)) continue;
      if (change.previous === undefined) entries.delete(change.key);
      else entries.set(change.key, { key: change.key, object: change.previous });
    }
    return { known: true, entries: [...entries.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
  }

  /** The changes after `revision`, or the oldest revision that is still known. */
  changesAfter(collection: string, revision: number): readonly Change[] | { readonly oldest: number } {
    const found = this.#of(collection);
    if (revision < found.floor) return { oldest: found.floor };
    let at = found.log.length;
    while (at > 0 && found.log[at - 1]!.revision > revision) at--;
    return found.log.slice(at);
  }

  /** Stores `object` under its key, with the version of this change. */
  put(collection: string, key: string, object: KubernetesObject): KubernetesObject {
    return this.#commit(collection, key, object, false);
  }

  /** Removes what is stored under `key`; answers with its last state at the version of the delete. */
  remove(collection: string, key: string): KubernetesObject {
    return this.#commit(collection, key, this.get(collection, key)!, true);
  }

  #commit(collection: string, key: string, state: KubernetesObject, deleted: boolean): KubernetesObject {
    const found = this.#of(collection);
    const revision = this.#revision + 1;
    const object = { ...state, metadata: withVersion(state.metadata, String(revision)) };
    const change = { revision, collection, key, object, previous: found.objects.get(key), deleted };
    this.#journal?.append(change);
    this.#revision = revision;
    if (deleted) found.remove(key);
    else found.put(key, object);
    found.log.push(change);
    if (found.log.length > this.#history * 2) {
      const dropped = found.log.splice(0, found.log.length - this.#history);
      found.floor = dropped.at(-1)!.revision;
    }
    for (const listener of this.#listeners) listener(change);
    return object;
  }

  /** Moves the revision on without a change of an object, as other users of a shared store do. */
  skip(): number {
    return ++this.#revision;
  }

  /**
   * Forgets the past up to `revision`. With `keepLog`, only exact lists and continued pages notice, as when etcd is
   * compacted under a server whose watch cache is intact.
   */
  compact(revision: number = this.#revision, keepLog = false): void {
    this.#compacted = Math.max(this.#compacted, revision);
    if (keepLog) return;
    this.#floor = Math.max(this.#floor, revision);
    for (const found of this.#collections.values()) {
      found.floor = Math.max(found.floor, revision);
      const kept = found.log.findIndex((change) => change.revision > revision);
      found.log.splice(0, kept === -1 ? found.log.length : kept);
    }
  }

  /** A collection that begins now: what was before is not known, even if the collection existed under its name. */
  begin(collection: string): void {
    const found = this.#of(collection);
    found.floor = this.#revision;
    found.log.length = 0;
  }

  /** Calls `listener` after each change, in the order of the revisions, until disposed. */
  subscribe(listener: (change: Change) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** Every stored object, with its collection. */
  *everything(): Generator<Entry & { collection: string }> {
    for (const [collection, { objects }] of this.#collections) {
      for (const [key, object] of objects) yield { collection, key, object };
    }
  }

  #of(collection: string): Collection {
    let found = this.#collections.get(collection);
    if (found === undefined) this.#collections.set(collection, (found = new Collection(this.#floor)));
    return found;
  }
}

/** The version stands where clients expect it: after the uid, before the rest. */
function withVersion(
  metadata: KubernetesObject["metadata"],
  resourceVersion: string,
): KubernetesObject["metadata"] {
  if (metadata.resourceVersion !== undefined) return { ...metadata, resourceVersion };
  const { name, generateName, namespace, uid, ...rest } = metadata;
  return {
    ...(name === undefined ? {} : { name }),
    ...(generateName === undefined ? {} : { generateName }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
    resourceVersion,
    ...rest,
  };
}

function lowerBound(keys: readonly string[], prefix: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
