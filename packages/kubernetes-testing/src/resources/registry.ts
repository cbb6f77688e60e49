import type { Resource } from "./resource.ts";

/** What the server serves at the moment: built-in resources, and those that definitions add and take away. */
export class Registry {
  readonly #byPath = new Map<string, Resource>();
  readonly #listeners = new Set<() => void>();

  /** Serves `resources`. */
  add(resources: Iterable<Resource>): void {
    for (const resource of resources)
      this.#byPath.set(pathOf(resource.group, resource.version, resource.plural), resource);
    for (const listener of this.#listeners) listener();
  }

  /** No longer serves what is stored in `collection`. */
  remove(collection: string): void {
    for (const [path, resource] of this.#byPath)
      if (resource.collection === collection) this.#byPath.delete(path);
    for (const listener of this.#listeners) listener();
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#byPath.get(pathOf(group, version, plural));
  }

  /** The resource of a kind, for owner references. */
  findKind(apiVersion: string, kind: string): Resource | undefined {
    return this.all.find(
      (one) =>
        one.kind === kind && (one.group === "" ? one.version : `${one.group}/${one.version}`) === apiVersion,
    );
  }

  /** One resource for each collection: where stored objects of it are decoded. */
  ofCollection(collection: string): Resource | undefined {
    return this.all.find((one) => one.collection === collection);
  }

  get all(): readonly Resource[] {
    return [...this.#byPath.values()];
  }

  hasGroupVersion(group: string, version: string): boolean {
    return this.all.some((one) => one.group === group && one.version === version);
  }
}

function pathOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`;
}
