// The steps of checks, so that a check reads as its sentence does.
import { strict as assert } from "node:assert";
import type { ObjectStoreHarness, OpenedObjectStore } from "./object-store-harness.ts";
import type {
  AddIndexersVerb,
  ObjectReaderSubject,
  ObjectStoreSubject,
  RestoreVerb,
  StoredObject,
} from "./object-store-subject.ts";

/** An object of this key. */
export function object(key: string, more: Partial<StoredObject> = {}): StoredObject {
  return { key, version: 1, tags: [], ...more };
}

/** An object with these tags. */
export function tagged(key: string, ...tags: string[]): StoredObject {
  return object(key, { tags });
}

/** Opens a store with these objects. */
export function openWith(harness: ObjectStoreHarness, ...objects: StoredObject[]): OpenedObjectStore {
  const store = harness.open();
  for (const one of objects) store.set(one);
  return store;
}

/** Opens a store to which indexes can be added. */
export function openIndexing(
  harness: ObjectStoreHarness,
  ...objects: StoredObject[]
): ObjectStoreSubject & AddIndexersVerb {
  const store = openWith(harness, ...objects);
  assert.equal(typeof store.addIndexers, "function", "the harness claims it, but the store adds no indexes");
  return store as ObjectStoreSubject & AddIndexersVerb;
}

/** Opens a store that can be restored. */
export function openRestoring(
  harness: ObjectStoreHarness,
  ...objects: StoredObject[]
): ObjectStoreSubject & RestoreVerb {
  const store = openWith(harness, ...objects);
  assert.equal(typeof store.restore, "function", "the harness claims it, but the store cannot be restored");
  return store as ObjectStoreSubject & RestoreVerb;
}

/** Objects as texts, `key@version`, sorted. */
function texts(objects: Iterable<StoredObject>): string[] {
  return Array.from(objects, ({ key, version }) => `${key}@${version}`).toSorted();
}

/** The keys of objects, sorted as text. */
export function keysOf(objects: Iterable<StoredObject>): string[] {
  return Array.from(objects, ({ key }) => key).toSorted();
}

/** Asserts that the reader holds these, `key@version`, and that all its methods agree. */
export function holds(reader: ObjectReaderSubject, ...expected: string[]): void {
  const listed = reader.list();
  assert.deepEqual(texts(listed), expected);
  assert.deepEqual(reader.keys().toSorted(), keysOf(listed));
  assert.equal(reader.size, listed.length);
  for (const one of listed) {
    assert.equal(reader.has(one.key), true);
    assert.equal(reader.getByKey(one.key), one);
  }
}

/** Asserts that exactly these keys have this value in this index, and that all methods of the reader agree. */
export function finds(reader: ObjectReaderSubject, index: string, value: string, ...keys: string[]): void {
  assert.deepEqual(reader.keysByIndex(index, value), keys);
  const found = reader.byIndex(index, value);
  assert.deepEqual(keysOf(found), keys);
  for (const one of found) assert.equal(reader.getByKey(one.key), one);
  assert.equal(reader.indexValues(index).includes(value), keys.length > 0);
}
