import type { DeltaBatch } from "@workset/informer";

/** The objects of the queues' tests. */
export interface Thing {
  readonly key: string;
  readonly version: number;
}

/** How they are read. */
export const thingMeta = { keyOf: ({ key }: Thing): string => key };

/** An object; its version tells its states apart. */
export function thing(key: string, version = 1): Thing {
  return { key, version };
}

/** A batch in short: `"added a@1"`, `"deleted a@1?"` for a tombstone, `"replaced-all a@1,b@2 = 7"`. */
export function short(batch: DeltaBatch<Thing> | undefined): string[] | undefined {
  return batch?.deltas.map((delta) => {
    switch (delta.type) {
      case "sync-all":
      case "skipped":
        return delta.type;
      case "bookmark":
        return `bookmark ${delta.version}`;
      case "replaced-all":
        return `replaced-all ${[...delta.objects.values()].map(named).join()} = ${delta.version}`;
      case "deleted": {
        const { last, finalStateUnknown } = delta;
        return `deleted ${last ? named(last) : delta.key}${finalStateUnknown ? "?" : ""}`;
      }
      default:
        return `${delta.type} ${named(delta.object)}`;
    }
  });
}

function named({ key, version }: Thing): string {
  return `${key}@${version}`;
}
