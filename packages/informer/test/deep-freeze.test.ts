import { Indexer } from "@workset/informer";
import { expect, test } from "vitest";

/** Puts an object into a store that freezes, and takes it out again. */
function stored<T extends object>(object: T): T {
  const store = new Indexer<T>({ keyOf: () => "key" }, { freeze: true });
  store.set(object);
  return store.getByKey("key")!;
}

test("a change of an object in a freezing store, however deep, throws where it happens", () => {
  const pod = stored({ spec: { nodes: [{ name: "a" }] }, labels: { app: "web" } });
  expect(() => (pod.labels.app = "db")).toThrow(TypeError);
  expect(() => pod.spec.nodes.push({ name: "b" })).toThrow(TypeError);
  expect(() => (pod.spec.nodes[0]!.name = "b")).toThrow(TypeError);
  expect(pod).toEqual({ spec: { nodes: [{ name: "a" }] }, labels: { app: "web" } });
});

test("a store that was not asked to freeze leaves its objects as they are", () => {
  const store = new Indexer<{ n: number }>({ keyOf: () => "key" });
  const object = { n: 1 };
  store.set(object);
  expect(Object.isFrozen(object)).toBe(false);
});

test("what refers to itself is frozen, too", () => {
  interface Node {
    name: string;
    self?: Node;
  }
  const node: Node = { name: "a" };
  node.self = node;
  expect(() => (stored(node).self!.name = "b")).toThrow(TypeError);
});

test("what is frozen already may hold what is not", () => {
  const object = stored(Object.freeze({ inner: { n: 1 } }));
  expect(() => (object.inner.n = 2)).toThrow(TypeError);
});

test("maps and sets refuse to be changed, can be read, and what they hold is frozen", () => {
  const key = { k: 1 };
  const { map, set } = stored({ map: new Map([[key, { n: 1 }]]), set: new Set([{ n: 2 }]) });
  expect(() => map.set(key, { n: 3 })).toThrow("must not be changed: copy it first");
  expect(() => map.delete(key)).toThrow(TypeError);
  expect(() => map.clear()).toThrow(TypeError);
  expect(() => set.add({ n: 3 })).toThrow(TypeError);
  expect(() => (map.get(key)!.n = 2)).toThrow(TypeError);
  expect(() => (key.k = 2)).toThrow(TypeError);
  for (const one of set) expect(() => (one.n = 3)).toThrow(TypeError);
  expect([map.size, set.size]).toEqual([1, 1]);
});

test("a frozen object may be set again, also with maps in it", () => {
  const object = { map: new Map([["a", 1]]) };
  expect(stored(stored(object))).toBe(object);
});

test("a map that is frozen already is accepted as it is", () => {
  const map = Object.freeze(new Map([["a", { n: 1 }]]));
  const one = stored({ map }).map.get("a")!;
  expect(() => (one.n = 2)).toThrow(TypeError);
});

test("typed arrays, functions, symbols and getters are no hindrance", () => {
  let asked = 0;
  const kind = Symbol("kind");
  const object = {
    bytes: new Uint8Array([1, 2]),
    run: () => {},
    [kind]: { n: 1 },
    get expensive() {
      asked++;
      return { n: 1 };
    },
  };
  const { bytes, [kind]: symbolic } = stored(object);
  expect(() => (symbolic.n = 2)).toThrow(TypeError);
  bytes[0] = 3;
  expect([...bytes, asked]).toEqual([3, 2, 0]);
});

test("a very deep object does not exhaust the stack", () => {
  interface Link {
    next?: Link;
  }
  const first: Link = {};
  let last = first;
  for (let depth = 0; depth < 100_000; depth++) last = last.next = {};
  stored(first);
  expect(Object.isFrozen(last)).toBe(true);
});

test("what replaces and what is restored is frozen as well", () => {
  const store = new Indexer<{ n: number }>({ keyOf: () => "key" }, { freeze: true });
  store.replace([{ n: 1 }]);
  expect(Object.isFrozen(store.getByKey("key"))).toBe(true);
  store.restore([["key", () => ({ n: 2 })]]);
  const taken = store.snapshot();
  store.delete("key");
  expect(Object.isFrozen(taken.getByKey("key"))).toBe(true);
});

test("an object that is refused is not frozen", () => {
  const indexes = {
    picky: (): string[] => {
      throw new Error("refused");
    },
  };
  const store = new Indexer<{ n: number }, "picky">({ keyOf: () => "key" }, { freeze: true, indexes });
  const object = { n: 1 };
  expect(() => store.set(object)).toThrow("refused");
  expect(() => store.replace([object])).toThrow("refused");
  expect(Object.isFrozen(object)).toBe(false);
});
