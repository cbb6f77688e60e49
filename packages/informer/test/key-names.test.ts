import { keyOfName, kubernetesMeta, splitKey, type KubernetesLike } from "@workset/informer";
import { expect, test } from "vitest";

test("the key of a Kubernetes object is its namespace and its name, or its name alone", () => {
  expect(kubernetesMeta.keyOf({ metadata: { namespace: "default", name: "web" } })).toBe("default/web");
  expect(kubernetesMeta.keyOf({ metadata: { namespace: "", name: "node-1" } })).toBe("node-1");
  expect(kubernetesMeta.keyOf({ metadata: { name: "node-1" } })).toBe("node-1");
});

test("an object without a name is refused with what to do", () => {
  const nameless: readonly KubernetesLike[] = [{}, { metadata: {} }, { metadata: { name: "" } }];
  for (const object of nameless) {
    expect(() => kubernetesMeta.keyOf(object)).toThrow(
      new TypeError(
        "the object has no metadata.name: for objects that are not of Kubernetes give meta, with keyOf",
      ),
    );
  }
});

test("the rest of the metadata is read where Kubernetes keeps it", () => {
  const object = {
    metadata: { namespace: "a", name: "b", uid: "u", resourceVersion: "7", labels: { app: "web" } },
  };
  expect(kubernetesMeta.versionOf(object)).toBe("7");
  expect(kubernetesMeta.uidOf?.(object)).toBe("u");
  expect(kubernetesMeta.namespaceOf?.(object)).toBe("a");
  expect(kubernetesMeta.labelsOf?.(object)).toEqual({ app: "web" });
  expect(kubernetesMeta.versionOf({})).toBe("");
  expect([
    kubernetesMeta.uidOf?.({}),
    kubernetesMeta.namespaceOf?.({}),
    kubernetesMeta.labelsOf?.({}),
  ]).toEqual([undefined, undefined, undefined]);
});

test("a key splits into the name that it was made of", () => {
  for (const name of [{ namespace: "default", name: "web" }, { name: "node-1" }, { name: "" }]) {
    expect(splitKey(keyOfName(name))).toEqual(name);
  }
  expect(splitKey("/web")).toEqual({ name: "web" });
  expect(keyOfName({ namespace: "", name: "web" })).toBe("web");
});

test("a key of more than two parts is refused", () => {
  expect(() => splitKey("a/b/c")).toThrow(RangeError);
  expect(() => splitKey("a/b/c")).toThrow('"namespace/name" or "name", but it is "a/b/c"');
});
