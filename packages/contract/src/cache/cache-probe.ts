import { strict as assert } from "node:assert";
import type { CacheHarness } from "./cache-harness.ts";
import type { CacheChange, CachedItem, CacheSubject } from "./cache-subject.ts";

/** What was found in a cache, decoded. */
export interface FoundItems {
  readonly version: string | undefined;
  readonly states: ReadonlyMap<string, string>;
  /** The keys with an intent. @defaultValue none */
  readonly intents?: ReadonlySet<string>;
}

/** The object of a key in one of its states. */
export function item(key: string, state: string): CachedItem {
  return { id: key, state };
}

/** A change that sets the object of this key. */
export function set(key: string, state: string): CacheChange {
  return { type: "updated", key, object: item(key, state) };
}

/** A change that deletes the object of this key. */
export function del(key: string): CacheChange {
  return { type: "deleted", key };
}

/** A change that deletes the object of this key, and keeps an intent for it. */
export function delAndIntend(key: string): CacheChange {
  return { type: "deleted", key, keepsIntent: true };
}

/** An intent for this key. */
export function intend(key: string): CacheChange {
  return { type: "intent", key };
}

/** Everything a cache holds, each object checked to be that of its key and to come once. */
export function found(cache: CacheSubject): FoundItems {
  const { version, objects, intents } = cache.load();
  const states = new Map<string, string>();
  for (const [key, object] of objects) {
    const { id, state } = object();
    assert.equal(id, key, "an object is reported under the key of another");
    assert.ok(!states.has(key), `the object of ${JSON.stringify(key)} is told twice`);
    states.set(key, state);
  }
  return { version, states, intents: new Set(intents) };
}

/** What the next one finds after these saves. */
export async function after(
  harness: CacheHarness,
  ...saves: readonly (readonly [version: string | undefined, ...changes: CacheChange[]])[]
): Promise<FoundItems> {
  const cache = await harness.cache();
  for (const [version, ...changes] of saves) await cache.save(changes, version);
  return found(await harness.reopen());
}

/** What is to be found. */
export function these(
  version: string | undefined,
  states: Readonly<Record<string, string>> = {},
  intents: readonly string[] = [],
): FoundItems {
  return { version, states: new Map(Object.entries(states)), intents: new Set(intents) };
}

/** Compares without regard to the order in which objects are reported. */
export function same(is: FoundItems, should: FoundItems): void {
  assert.equal(is.version, should.version, "the version is another");
  for (const [key, state] of should.states) {
    assert.equal(is.states.get(key), state, `the object of ${JSON.stringify(key.slice(0, 99))} is another`);
  }
  for (const key of is.states.keys()) {
    assert.ok(should.states.has(key), `there should be no ${JSON.stringify(key.slice(0, 99))}`);
  }
  assert.deepEqual([...(is.intents ?? [])].toSorted(), [...(should.intents ?? [])].toSorted());
}
