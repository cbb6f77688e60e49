import type { Delta } from "@workset/informer";
import {
  anyObject,
  fieldOf,
  fields,
  flag,
  list,
  optional,
  refuse,
  set,
  text,
  type Check,
} from "../checks.ts";
import { component, type Component } from "../component.ts";
import {
  FifoPlace,
  processings,
  read,
  recordedTypes,
  written,
  type FifoConfig,
  type RecordedDelta,
} from "../fifo-place.ts";
import {
  failure,
  failureOf,
  isTombstone,
  objectOrTombstone,
  recordedMeta,
  recordedObject,
  type RecordedObject,
} from "../recorded-object.ts";
import type { Departure } from "../replay-trace.ts";
import { asking, doing, type Verb } from "../verb.ts";
import type { Difference } from "../verdict.ts";

const oneOf =
  <T extends string>(...names: readonly T[]): Check<T> =>
  (value, at) =>
    names.includes(value as T) ? (value as T) : refuse(at, `one of ${names.join(", ")}`, value);

const delta: Check<RecordedDelta> = fields({
  type: oneOf(...Object.values(recordedTypes)),
  object: objectOrTombstone,
});
const deltas = list(delta);

const none = fields({});
const anObject = fields({ obj: recordedObject });
const objectOrItsTombstone = fields({ obj: objectOrTombstone });

const popped = fields({ deltas, isInInitialList: flag });
const failed = fields({ deltas, isInInitialList: flag, error: oneOf("process failed") });
/** What a pop recorded, by the field that only such a one has. */
const popResult: Check<object> = (value, at) => {
  for (const end of ["blocked", "closed"]) {
    if (fieldOf(anyObject(value, at), end) !== undefined) return fields({ [end]: flag })(value, at);
  }
  return (fieldOf(anyObject(value, at), "error") === undefined ? popped : failed)(value, at);
};

/** What was recorded of the changes of a key: the changes, nothing, or that the key function failed. */
const lookedUp: Check<readonly RecordedDelta[] | "keyError" | null> = (value, at) => {
  if (fieldOf(anyObject(value, at), "error") !== undefined) return failure(value, at) as "keyError";
  const { exists, deltas: found } = fields({ exists: flag, deltas: optional(deltas, []) })(value, at);
  return exists ? found : null;
};

const verbs: Readonly<Record<string, Verb<FifoPlace>>> = {
  add: asking(anObject, failure, ({ fifo }, { obj }) => failureOf(() => fifo.add(obj))),
  update: asking(anObject, failure, ({ fifo }, { obj }) => failureOf(() => fifo.update(obj))),
  delete: asking(objectOrItsTombstone, failure, (place, { obj }) => failureOf(() => place.delete(obj))),
  addIfNotPresent: doing(fields({ deltas }), ({ fifo }, given) => {
    fifo.addIfNotPresent(given.deltas.map(read));
  }),
  replace: asking(
    fields({ list: list(recordedObject), rv: text }),
    failure,
    ({ fifo }, { list: objects, rv }) => failureOf(() => fifo.replace(objects, rv)),
  ),
  resync: doing(none, ({ fifo }) => fifo.resync()),
  pop: asking(fields({ process: oneOf(...processings) }), popResult, (place, { process }) => {
    return place.pop(process);
  }),
  hasSynced: asking(none, flag, ({ fifo }) => fifo.hasSynced),
  isClosed: asking(none, flag, ({ fifo }) => fifo.isClosed),
  listKeys: asking(none, list(text), ({ fifo }) => fifo.keys()),
  list: asking(none, list(objectOrTombstone), ({ fifo }) => {
    const byKey = fifo.list().toSorted((a, b) => (a.key < b.key ? -1 : 1));
    return byKey.map((newest) => written(newest).object);
  }),
  getByKey: asking(fields({ key: text }), lookedUp, ({ fifo }, { key }) => found(fifo.getByKey(key))),
  get: asking(objectOrItsTombstone, lookedUp, ({ fifo }, { obj }) => {
    if (isTombstone(obj)) return found(fifo.getByKey(obj.tombstone.key));
    return failureOf(() => fifo.get(obj)) ?? found(fifo.get(obj));
  }),
  close: doing(none, ({ fifo }) => fifo.close()),
  knownSet: doing(anObject, ({ known }, { obj }) => void known?.set(recordedMeta.keyOf(obj), obj)),
  knownDelete: doing(fields({ key: text }), ({ known }, { key }) => void known?.delete(key)),
};

/** `deltaFIFO`. */
export function deltaFifoComponent(): Component {
  return component<FifoConfig, FifoPlace>({
    name: "deltaFIFO",
    config: fields({
      knownObjects: flag,
      initialKnown: optional(list(recordedObject), []),
      applyOnPop: flag,
      emitDeltaTypeReplaced: flag,
      transform: flag,
      faults: flag,
    }),
    verbs,
    state: fields({
      queue: list(text),
      hasSynced: flag,
      known: optional<readonly string[] | undefined>(set, undefined),
    }),
    open: (config) => new FifoPlace(config),
    departures: () => [failedReplaceChangesNothing],
  });
}

/** client-go queues the objects of a list up to the one at which it fails. Ours queues all of a list or nothing. */
const failedReplaceChangesNothing: Departure<FifoPlace> = {
  why: "a replace that fails changes nothing",
  isSilent: true,
  before: (_, { op, call }) => (op === "replace" && call.result !== null ? isOfQueue : undefined),
};

function isOfQueue(differences: readonly Difference[]): boolean {
  return differences.every(({ part }) => part === "state.queue");
}

function found(waiting: readonly Delta<RecordedObject>[] | undefined): readonly RecordedDelta[] | null {
  return waiting?.map(written) ?? null;
}
