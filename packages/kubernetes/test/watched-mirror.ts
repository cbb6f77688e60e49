import { compareVersions, type EventHandler } from "@workset/informer";
import type { KubernetesObject } from "@workset/kubernetes";

/** What a handler has been told, and whether it makes sense: each object added once, changed forward, deleted once. */
export class WatchedMirror {
  readonly objects: Map<string, KubernetesObject> = new Map();
  readonly faults: string[] = [];

  readonly handler: EventHandler<KubernetesObject> = {
    onAdd: (object) => {
      const key = keyOf(object);
      if (this.objects.has(key)) this.faults.push(`${key} was added twice`);
      this.objects.set(key, object);
    },
    onUpdate: (before, object) => {
      const key = keyOf(object);
      const known = this.objects.get(key);
      // A list replaces what is equal.
      if (!known || versionOf(known) !== versionOf(before))
        this.faults.push(`${key} was updated from a state that it did not have`);
      if (compareVersions(versionOf(before), versionOf(object)) > 0) this.faults.push(`${key} went back`);
      this.objects.set(key, object);
    },
    onDelete: ({ key }) => {
      if (!this.objects.delete(key)) this.faults.push(`${key} was deleted, and was not there`);
    },
  };

  /** Each object and its version, in order. */
  get state(): string[] {
    return statesOf(this.objects.values());
  }
}

/** Each object and its version, in order. */
export function statesOf(objects: Iterable<KubernetesObject>): string[] {
  return Array.from(objects, (object) => `${keyOf(object)}@${versionOf(object)}`).toSorted();
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata!.namespace}/${metadata!.name}`;
}

function versionOf({ metadata }: KubernetesObject): string {
  return metadata!.resourceVersion!;
}
