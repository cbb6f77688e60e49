import type { BenchObject } from "../objects.ts";

/** What one writes by hand: the objects in a map, and two maps of sets of keys. */
export class TwoIndexes {
  readonly #objects = new Map<string, BenchObject>();
  readonly #byNamespace = new Map<string, Set<string>>();
  readonly #byNode = new Map<string, Set<string>>();

  get size(): number {
    return this.#objects.size;
  }

  set(object: BenchObject): void {
    const { namespace, name } = object.metadata;
    const key = `${namespace}/${name}`;
    const before = this.#objects.get(key);
    this.#objects.set(key, object);
    if (before?.metadata.namespace !== namespace) {
      if (before) remove(this.#byNamespace, before.metadata.namespace, key);
      add(this.#byNamespace, namespace, key);
    }
    if (before?.spec.nodeName !== object.spec.nodeName) {
      if (before) remove(this.#byNode, before.spec.nodeName, key);
      add(this.#byNode, object.spec.nodeName, key);
    }
  }

  getByKey(key: string): BenchObject | undefined {
    return this.#objects.get(key);
  }

  byNode(node: string): BenchObject[] {
    return Array.from(this.#byNode.get(node) ?? [], (key) => this.#objects.get(key)!);
  }
}

function add(index: Map<string, Set<string>>, value: string, key: string): void {
  const keys = index.get(value);
  if (keys) keys.add(key);
  else index.set(value, new Set([key]));
}

function remove(index: Map<string, Set<string>>, value: string, key: string): void {
  const keys = index.get(value);
  keys?.delete(key);
  if (keys?.size === 0) index.delete(value);
}
