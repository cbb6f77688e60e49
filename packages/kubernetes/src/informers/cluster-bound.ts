import type { CachePersistence, SavedCache, SavedChange } from "@workset/informer";

/** No key of an object begins with NUL. */
const identityKey = "\u0000cluster";

/** A saved cache is of another cluster than the one that is reached now. Its versions mean nothing here. */
export class OtherClusterError extends Error {
  override readonly name = "OtherClusterError";
  readonly code = "other-cluster";
}

/**
 * A saved cache that knows which cluster it is of. One of another cluster, or of none that is known, is not resumed: its
 * objects would be told as if they were here, and its version might exist here, too.
 */
export class ClusterBoundCache<T> implements CachePersistence<T> {
  readonly #cache: CachePersistence<T>;
  readonly #name: string;
  #identity: string | undefined;
  #isBound = false;
  #found: SavedCache<T> | undefined;

  constructor(cache: CachePersistence<T>, name: string) {
    this.#cache = cache;
    this.#name = name;
  }

  /**
   * Opens what was saved, in the cluster of this identity; the version from which it would go on. Again does nothing.
   * @throws OtherClusterError.
   */
  open(identity: string): string | undefined {
    if (this.#identity !== undefined) return this.#found?.version;
    const saved = this.#cache.load();
    const objects = [...saved.objects];
    const at = objects.findIndex(([key]) => key === identityKey);
    const found = at === -1 ? undefined : (objects[at]![1]() as { readonly cluster: string }).cluster;
    const isEmpty = objects.length === 0 && saved.version === undefined;
    if (!isEmpty && found !== identity) throw refusal(this.#name, found, identity);
    this.#isBound = found !== undefined;
    this.#identity = identity;
    this.#found = { ...saved, objects: objects.filter((_, index) => index !== at) };
    return saved.version;
  }

  /** The objects are told as they were saved, and then everything is listed. */
  forgetVersion(): void {
    if (this.#found) this.#found = { ...this.#found, version: undefined };
  }

  load(): SavedCache<T> {
    const found = this.#found;
    if (!found)
      throw new Error(`the saved cache of ${this.#name} was not opened: start its informer by its informers`);
    this.#found = undefined;
    return found;
  }

  async save(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    if (this.#isBound) return await this.#cache.save(changes, version);
    const bond = { type: "added", key: identityKey, object: { cluster: this.#identity } as T } as const;
    await this.#cache.save([bond, ...changes], version);
    this.#isBound = true;
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#cache[Symbol.asyncDispose]();
  }
}

function refusal(cache: string, found: string | undefined, here: string): OtherClusterError {
  const whose = found === undefined ? "no known cluster" : `the cluster ${found}`;
  return new OtherClusterError(
    `the saved cache of ${cache} is of ${whose}, but this is the cluster ${here}: delete it, or keep one for each cluster`,
  );
}
