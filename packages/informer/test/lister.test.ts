import {
  Indexer,
  keyOfName,
  kubernetesMeta,
  labelSelector,
  lister,
  namespaceIndex,
  type KubernetesLike,
  type ObjectReader,
} from "@workset/informer";
import { describe, expect, test } from "vitest";

function pod(namespace: string | undefined, name: string, app?: string): KubernetesLike {
  return {
    metadata: { name, ...(namespace && { namespace }), ...(app && { labels: { app } }) },
  };
}

const pods = [
  pod("a", "x", "web"),
  pod("a", "y", "db"),
  pod("b", "x", "web"),
  pod("b", "z"),
  pod(undefined, "n", "web"),
];

/** A cache that counts how often everything in it is listed. */
function cacheOf(indexed: boolean): {
  reader: ObjectReader<KubernetesLike, "namespace">;
  listed: () => number;
} {
  const indexes = indexed ? { indexes: namespaceIndex(kubernetesMeta) } : {};
  const store = new Indexer<KubernetesLike, "namespace">(kubernetesMeta, indexes);
  store.replace(pods);
  let listed = 0;
  const list = store.list.bind(store);
  store.list = () => {
    listed++;
    return list();
  };
  return { reader: store, listed: () => listed };
}

const names = (found: readonly KubernetesLike[]): string[] =>
  found.map((pod) => kubernetesMeta.keyOf(pod)).toSorted();
const web = labelSelector("app=web");

describe.each([true, false])("with the namespaces indexed: %s", (indexed) => {
  const { reader, listed } = cacheOf(indexed);
  const pods = lister(reader, kubernetesMeta, indexed ? { namespaceIndex: "namespace" } : {});

  test("a namespace is listed, and nothing else, and everything is looked at only without an index", () => {
    const before = listed();
    expect(names(pods.byNamespace("a").list())).toEqual(["a/x", "a/y"]);
    expect(names(pods.byNamespace("b").list(web))).toEqual(["b/x"]);
    expect(pods.byNamespace("c").list()).toEqual([]);
    expect(names(pods.byNamespace("").list())).toEqual(["n"]);
    expect(listed() - before).toBe(indexed ? 0 : 4);
  });

  test("all objects are listed, or those that a selector means", () => {
    expect(names(pods.list())).toEqual(["a/x", "a/y", "b/x", "b/z", "n"]);
    expect(names(pods.list(web))).toEqual(["a/x", "b/x", "n"]);
    expect(names(pods.list(labelSelector("")))).toEqual(["a/x", "a/y", "b/x", "b/z", "n"]);
    expect(names(pods.list(labelSelector("!app")))).toEqual(["b/z"]);
  });

  test("an object is got by its name, in its namespace or in none", () => {
    expect(pods.byNamespace("b").get("x")).toBe(reader.getByKey("b/x"));
    expect(pods.byNamespace("b").get("y")).toBeUndefined();
    expect(pods.get("n")).toBe(reader.getByKey("n"));
    expect(pods.get("x")).toBeUndefined();
  });
});

test("objects that know no namespaces and no labels are in none and have none", () => {
  const store = new Indexer<{ id: string }>({ keyOf: ({ id }) => id });
  store.set({ id: "a" });
  const all = lister(store, {});
  expect(all.byNamespace("").list()).toEqual([{ id: "a" }]);
  expect(all.byNamespace("x").list()).toEqual([]);
  expect(all.list(web)).toEqual([]);
  expect(
    new Indexer({ keyOf: ({ id }: { id: string }) => id }, { indexes: namespaceIndex({}) }).indexNames(),
  ).toEqual(["namespace"]);
});

test("keys may be made of names in another way", () => {
  const store = new Indexer<KubernetesLike>({ keyOf: (object) => `pod:${kubernetesMeta.keyOf(object)}` });
  store.replace(pods);
  const found = lister(store, kubernetesMeta, { keyOf: (name) => `pod:${keyOfName(name)}` });
  expect(found.byNamespace("a").get("x")).toBe(pods[0]);
});
