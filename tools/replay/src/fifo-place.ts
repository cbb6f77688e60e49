import type { Delta } from "@workset/informer";
import { DeltaFIFO } from "@workset/informer/client-go";
import {
  isTombstone,
  recordedMeta,
  recordedTransform,
  type RecordedObject,
  type RecordedTombstone,
} from "./recorded-object.ts";
import type { Place } from "./replay-trace.ts";

/** How the queue of a recording was made. */
export interface FifoConfig {
  readonly knownObjects: boolean;
  readonly initialKnown: readonly RecordedObject[];
  readonly applyOnPop: boolean;
  readonly emitDeltaTypeReplaced: boolean;
  readonly transform: boolean;
}

/** A change, as client-go writes it. */
export interface RecordedDelta {
  readonly type: (typeof recordedTypes)[Delta<unknown>["type"]];
  readonly object: RecordedObject | RecordedTombstone;
}

/** What client-go calls the types of changes. */
export const recordedTypes = {
  added: "Added",
  updated: "Updated",
  deleted: "Deleted",
  replaced: "Replaced",
  sync: "Sync",
} as const;

/** What the processing of a pop does. */
export const processings = ["ok", "error", "requeue", "requeueWithError"] as const;

/** Where a recording of `deltaFIFO` is replayed: the queue, and what its consumer has. */
export class FifoPlace implements Place {
  readonly fifo: DeltaFIFO<RecordedObject>;
  readonly known: Map<string, RecordedObject> | undefined;
  readonly #applies: boolean;

  constructor(config: FifoConfig) {
    const known = new Map(config.initialKnown.map((object) => [recordedMeta.keyOf(object), object]));
    const knownObjects = {
      keys: () => [...known.keys()].toSorted(),
      getByKey: (key: string) => known.get(key),
    };
    this.known = config.knownObjects ? known : undefined;
    this.#applies = config.applyOnPop;
    this.fifo = new DeltaFIFO<RecordedObject>({
      meta: recordedMeta,
      replaceAs: config.emitDeltaTypeReplaced ? "replaced" : "sync",
      ...(config.transform ? { transform: recordedTransform } : {}),
      ...(config.knownObjects ? { knownObjects } : {}),
    });
  }

  delete(object: RecordedObject | RecordedTombstone): void {
    if (!isTombstone(object)) this.fifo.delete(object);
    else this.fifo.deleteUnseen(object.tombstone.key, object.tombstone.obj ?? undefined);
  }

  /** Pops what waits of the next key. The versions between are passed over: client-go's queue does not hand them over. */
  pop(processing: (typeof processings)[number]): object {
    const batch = this.fifo.tryPop();
    if (!batch) return this.fifo.isClosed ? { closed: true } : { blocked: true };
    const deltas = batch.deltas.filter((delta): delta is Delta<RecordedObject> => "key" in delta);
    if (deltas.length === 0) return this.pop(processing);
    if (processing === "ok" && this.#applies) this.#apply(deltas);
    if (processing.startsWith("requeue")) this.fifo.addIfNotPresent(deltas);
    const popped = { deltas: deltas.map(written), isInInitialList: batch.isInInitialList };
    return processing.toLowerCase().endsWith("error") ? { ...popped, error: "process failed" } : popped;
  }

  settle(): void {}

  takeResolved(): readonly [] {
    return [];
  }

  look(): object {
    const { fifo, known } = this;
    return { queue: fifo.keys(), hasSynced: fifo.hasSynced, known: known && [...known.keys()].toSorted() };
  }

  close(): void {
    this.fifo[Symbol.dispose]();
  }

  #apply(deltas: readonly Delta<RecordedObject>[]): void {
    for (const delta of deltas) {
      if (delta.type === "deleted") this.known?.delete(delta.key);
      else this.known?.set(delta.key, delta.object);
    }
  }
}

/** A change, as client-go writes it. */
export function written(delta: Delta<RecordedObject>): RecordedDelta {
  const type = recordedTypes[delta.type];
  if (delta.type !== "deleted") return { type, object: delta.object };
  const { key, last, finalStateUnknown } = delta;
  return { type, object: finalStateUnknown ? { tombstone: { key, obj: last ?? null } } : last! };
}

/** A change, read from how client-go writes it. */
export function read({ type, object }: RecordedDelta): Delta<RecordedObject> {
  if (isTombstone(object)) {
    const { key, obj } = object.tombstone;
    return { type: "deleted", key, last: obj ?? undefined, finalStateUnknown: true };
  }
  const key = recordedMeta.keyOf(object);
  if (type === "Deleted") return { type: "deleted", key, last: object, finalStateUnknown: false };
  return { type: type.toLowerCase() as "added" | "updated" | "replaced" | "sync", key, object };
}
