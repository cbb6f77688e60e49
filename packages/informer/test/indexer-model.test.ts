import { ModelObjectStore, storedObjectIndexes, storedObjectKey } from "@workset/contract";
import type { IndexFunctionSubject, ObjectReaderSubject, StoredObject } from "@workset/contract";
import { Indexer } from "@workset/informer";
import * as fc from "fast-check";
import { expect, test } from "vitest";

/** What is done to a store. */
type Step =
  | { readonly verb: "set"; readonly object: StoredObject }
  | { readonly verb: "delete"; readonly key: string }
  | { readonly verb: "replace"; readonly objects: readonly StoredObject[] }
  | { readonly verb: "restore"; readonly objects: readonly StoredObject[] }
  | { readonly verb: "add index"; readonly name: string; readonly values: IndexFunctionSubject }
  | { readonly verb: "snapshot" }
  | { readonly verb: "look at a snapshot"; readonly which: number };

const key = fc.integer({ min: 0, max: 39 }).map((n) => `key-${n}`);
const object: fc.Arbitrary<StoredObject> = fc.record(
  {
    key,
    version: fc.integer({ min: 1, max: 9 }),
    tags: fc.array(fc.constantFrom("x", "y", "z", "all"), { maxLength: 4 }),
    kind: fc.constantFrom("k", "l"),
    refusedBy: fc.option(fc.constantFrom("key" as const, "index" as const), { nil: undefined, freq: 30 }),
  },
  { requiredKeys: ["key", "version", "tags"] },
) as fc.Arbitrary<StoredObject>;

/** Functions with none to three values, repeated ones among them, that refuse some objects. */
const indexFunction: fc.Arbitrary<IndexFunctionSubject> = fc
  .record({
    most: fc.integer({ min: 1, max: 4 }),
    step: fc.integer({ min: 0, max: 3 }),
    refuses: fc.integer({ min: 8, max: 12 }),
  })
  .map(({ most, step, refuses }) => ({ version, key }) => {
    if (version === refuses) throw new Error("refused");
    return Array.from({ length: version % most }, (_, n) => String((version + key.length + n * step) % 3));
  });

const objects = fc.array(
  object.filter(({ refusedBy }) => refusedBy === undefined),
  { maxLength: 40 },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ verb: fc.constant("set" as const), object }) },
  { weight: 4, arbitrary: fc.record({ verb: fc.constant("delete" as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant("replace" as const),
      objects: fc.array(object, { maxLength: 40 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("restore" as const), objects }) },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant("add index" as const),
      name: fc.constantFrom("one", "two", "tag", "__proto__"),
      values: indexFunction,
    }),
  },
  { weight: 2, arbitrary: fc.record({ verb: fc.constant("snapshot" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ verb: fc.constant("look at a snapshot" as const), which: fc.nat({ max: 20 }) }),
  },
);

type Store = ObjectReaderSubject &
  Pick<ModelObjectStore, "set" | "delete" | "replace" | "restore" | "addIndexers">;

/** Does a step; what it answered, or that it was refused. */
function doStep(store: Store, step: Step): unknown {
  try {
    switch (step.verb) {
      case "set":
        return store.set(step.object);
      case "delete":
        return store.delete(step.key);
      case "replace":
        return store.replace(step.objects);
      case "restore":
        return store.restore(step.objects.map((one) => [one.key, () => one] as const));
      case "add index":
        store.addIndexers({ [step.name]: step.values });
        return undefined;
      default:
        return undefined;
    }
  } catch (error) {
    return error instanceof RangeError ? "no such name" : (error as Error).message;
  }
}

const probe: StoredObject = { key: "key-1", version: 5, tags: ["x", "z"], kind: "k" };

/** All that a reader tells, in an order of its own. */
function told(reader: ObjectReaderSubject, indexes: readonly string[]): unknown {
  const keys = reader.keys().toSorted();
  const sorted = (objects: readonly StoredObject[]): StoredObject[] =>
    objects.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const byIndex = indexes.map((index) => {
    const values = reader.indexValues(index).toSorted();
    const found = [...values, "none"].map((value) => [
      reader.keysByIndex(index, value),
      sorted(reader.byIndex(index, value)),
      sorted(reader.byIndexes({ index, value }, { index: "tag", value: "x" }, { index: "kind", value: "k" })),
    ]);
    return {
      index,
      values,
      found,
      alike: sorted(reader.alike(index, probe)),
      of: reader.valuesOf(index, probe),
    };
  });
  const got = keys.map((key) => [reader.has(key), reader.getByKey(key)]);
  return {
    size: reader.size,
    keys,
    got,
    list: sorted(reader.list()),
    byIndex,
    none: reader.getByKey("none"),
  };
}

/** The same steps, but none that a restored store answers later than another: it asks its index functions when it is asked. */
function withoutLateRefusals(steps: readonly Step[]): readonly Step[] {
  if (!steps.some(({ verb }) => verb === "restore")) return steps;
  return steps.map((one) => {
    if (one.verb !== "add index") return one;
    const values: IndexFunctionSubject = (object) => one.values({ ...object, version: object.version % 8 });
    return { ...one, values };
  });
}

test("an indexer answers as an array would that is searched from the front, and so does each of its snapshots", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), fc.boolean(), (steps, freeze) => {
      const model = new ModelObjectStore();
      const indexer = new Indexer<StoredObject, string>(
        { keyOf: storedObjectKey },
        { indexes: storedObjectIndexes, freeze },
      );
      const snapshots: {
        ours: ObjectReaderSubject;
        models: ObjectReaderSubject;
        indexes: readonly string[];
      }[] = [];
      const names = (): string[] => [...model.indexes.keys()];
      const compare = (
        ours: ObjectReaderSubject,
        models: ObjectReaderSubject,
        indexes: readonly string[],
      ): void => expect(told(ours, indexes)).toEqual(told(models, indexes));
      for (const one of withoutLateRefusals(steps)) {
        expect(doStep(indexer, one)).toEqual(doStep(model, one));
        if (one.verb === "snapshot") {
          snapshots.push({ ours: indexer.snapshot(), models: model.snapshot(), indexes: names() });
        }
        if (one.verb !== "look at a snapshot") continue;
        compare(indexer, model, names());
        const seen = snapshots[one.which % Math.max(1, snapshots.length)];
        if (seen) compare(seen.ours, seen.models, seen.indexes);
      }
      compare(indexer, model, names());
      for (const { ours, models, indexes } of snapshots) compare(ours, models, indexes);
    }),
    { numRuns: 300 },
  );
});
