import { isDeepStrictEqual } from "node:util";
import { Indexer, type IndexFunction } from "@workset/informer";
import { anyObject, count, fieldOf, fields, flag, list, refuse, text, type Check } from "../checks.ts";
import { component, type Component } from "../component.ts";
import { failure, failureOf, recordedMeta, recordedObject, type RecordedObject } from "../recorded-object.ts";
import type { Place } from "../replay-trace.ts";
import { asking, doing, type Verb } from "../verb.ts";

/** The index functions of recordings, by name. */
const indexFunctions: ReadonlyMap<string, IndexFunction<RecordedObject>> = new Map<
  string,
  IndexFunction<RecordedObject>
>([
  ["namespace", ({ ns = "" }) => [ns]],
  ["app", ({ app }) => (app === undefined ? [] : [app])],
  ["tags", ({ tags = [] }) => tags],
  ["first", ({ name }) => [name.slice(0, 1)]],
  ["nsapp", ({ ns = "", app = "" }) => [`ns:${ns}`, `app:${app}`]],
]);

class IndexerPlace implements Place {
  readonly indexer: Indexer<RecordedObject, string>;

  constructor(names: readonly string[]) {
    this.indexer = new Indexer<RecordedObject, string>(recordedMeta, { indexes: indexesOf(names) });
  }

  settle(): void {
    // An indexer answers at once and does nothing in the background.
  }

  takeResolved(): readonly [] {
    return [];
  }

  look(): object {
    return { size: this.indexer.size };
  }

  close(): void {
    // An indexer holds nothing open.
  }
}

const indexName: Check<string> = (value, at) =>
  indexFunctions.has(value as string) ? (value as string) : refuse(at, "the name of an index", value);

function indexesOf(names: readonly string[]): Readonly<Record<string, IndexFunction<RecordedObject>>> {
  return Object.fromEntries(names.map((name) => [name, indexFunctions.get(name)!]));
}

/** Objects as recordings write them in lists. */
function written(objects: readonly RecordedObject[]): readonly string[] {
  return objects.map((object) => `${recordedMeta.keyOf(object)}@${object.rv}`).toSorted();
}

const noIndex = "there is no such index";
const conflict = "indexer conflict";

/** What an index answers: texts, or that there is none of the name. */
const texts: Check<readonly string[] | typeof noIndex> = (value, at) => {
  if (Array.isArray(value)) return list(text)(value, at);
  const { error } = fields({ error: text })(value, at);
  return /^Index with name \w+ does not exist$/.test(error)
    ? noIndex
    : refuse(at, "texts or no index", value);
};

/** What the call answers, or how it failed. */
const object: Check<RecordedObject | "keyError" | null> = (value, at) => {
  if (fieldOf(anyObject(value, at), "error") !== undefined) return failure(value, at) as "keyError";
  const { exists } = fields({ exists: flag, obj: (obj) => obj })(value, at);
  const obj = fieldOf(value as object, "obj");
  if (exists) return recordedObject(obj, `${at}.obj`);
  return obj === null ? null : refuse(`${at}.obj`, "null", obj);
};

const added: Check<typeof conflict | null> = (value, at) => {
  if (value === null) return null;
  const { error } = fields({ error: text })(value, at);
  return error === conflict ? error : refuse(at, `null or ${conflict}`, value);
};

function orRefused<T, Refusal>(call: () => T, refusal: Refusal): T | Refusal {
  try {
    return call();
  } catch (error) {
    if (error instanceof RangeError) return refusal;
    throw error;
  }
}

const none = fields({});
const anObject = fields({ obj: recordedObject });
const aTerm = fields({ index: text, value: text });
const set: Verb<IndexerPlace> = asking(anObject, failure, ({ indexer }, { obj }) =>
  failureOf(() => indexer.set(obj)),
);

const verbs: Readonly<Record<string, Verb<IndexerPlace>>> = {
  add: set,
  update: set,
  delete: asking(anObject, failure, ({ indexer }, { obj }) =>
    failureOf(() => indexer.delete(recordedMeta.keyOf(obj))),
  ),
  replace: asking(
    fields({ list: list(recordedObject), rv: text }),
    failure,
    ({ indexer }, { list: objects }) => failureOf(() => indexer.replace(objects)),
  ),
  get: asking(anObject, object, ({ indexer }, { obj }) => {
    return failureOf(() => indexer.get(obj)) ?? indexer.get(obj) ?? null;
  }),
  getByKey: asking(fields({ key: text }), object, ({ indexer }, { key }) => indexer.getByKey(key) ?? null),
  list: asking(none, list(text), ({ indexer }) => written(indexer.list())),
  listKeys: asking(none, list(text), ({ indexer }) => indexer.keys().toSorted()),
  index: asking(fields({ index: text, obj: recordedObject }), texts, ({ indexer }, { index, obj }) =>
    orRefused(() => written(indexer.alike(index, obj)), noIndex),
  ),
  byIndex: asking(aTerm, texts, ({ indexer }, { index, value }) =>
    orRefused(() => written(indexer.byIndex(index, value)), noIndex),
  ),
  indexKeys: asking(aTerm, texts, ({ indexer }, { index, value }) =>
    orRefused(() => indexer.keysByIndex(index, value), noIndex),
  ),
  listIndexFuncValues: asking(
    fields({ index: text }),
    list(text),
    ({ indexer }, { index }) => orRefused(() => indexer.indexValues(index).toSorted(), noIndex),
    // For an index that does not exist client-go has no values, as for an empty one. Ours says that there is none.
    (recorded, got) => isDeepStrictEqual(recorded, got === noIndex ? [] : got),
  ),
  addIndexers: asking(fields({ names: list(indexName) }), added, ({ indexer }, { names }) =>
    orRefused(() => {
      indexer.addIndexers(indexesOf(names));
      return null;
    }, conflict),
  ),
  getIndexers: asking(none, list(text), ({ indexer }) => indexer.indexNames().toSorted()),
  // Does nothing in client-go, and is no verb of ours.
  resync: doing(none, () => {}),
};

/** `indexer`. */
export function indexerComponent(): Component {
  return component<{ readonly indexers: readonly string[]; readonly faults: boolean }, IndexerPlace>({
    name: "indexer",
    config: fields({ indexers: list(indexName), faults: flag }),
    verbs,
    state: fields({ size: count(0) }),
    open: ({ indexers }) => new IndexerPlace(indexers),
  });
}
