import { forObjects, mapObjects, ownedBy } from "@workset/controller";
import { describe, expect, test } from "vitest";
import { startSource } from "./start-source.ts";
import { FakeInformer, pod, type Pod } from "./fake-informer.ts";

const replicaSet = (name: string, controller = true) => {
  return { apiVersion: "apps/v1", kind: "ReplicaSet", name, controller };
};

describe("forObjects", () => {
  test("enqueues the key of an object that was added, updated or deleted, once for each event", async () => {
    const pods = new FakeInformer<Pod>();
    const { items } = startSource(forObjects(pods));
    await pods.added(pod("a"));
    await pods.updated(pod("a"), pod("a", "2"));
    await pods.deleted("shop/a", pod("a", "2"));
    expect(items).toEqual([
      ["shop/a", 0],
      ["shop/a", 0],
      ["shop/a", 0],
    ]);
  });

  test("enqueues a deleted key of which no state is known, whatever the predicates say", async () => {
    const pods = new FakeInformer<Pod>();
    const { items } = startSource(forObjects(pods, { predicates: [() => false] }));
    await pods.deleted("shop/gone");
    expect(items).toEqual([["shop/gone", 0]]);
  });

  test("gives the initial list and updates that changed nothing a low priority", async () => {
    const pods = new FakeInformer<Pod>();
    const { items } = startSource(forObjects(pods));
    await pods.added(pod("a"), true);
    await pods.updated(pod("a"), pod("a"));
    await pods.added(pod("b"));
    await pods.deleted("shop/b", pod("b"));
    expect(items.map(([, priority]) => priority)).toEqual([-100, -100, 0, 0]);
  });

  test("treats an object without a version as unchanged only if it is the same object", async () => {
    const files = new FakeInformer<{ path: string }>();
    const { items } = startSource(forObjects(files, { keyOf: ({ path }) => path }));
    const file = { path: "/a" };
    await files.updated(file, file);
    await files.updated(file, { path: "/a" });
    expect(items).toEqual([
      ["/a", -100],
      ["/a", 0],
    ]);
  });

  test("uses the version and the priorities of its options", async () => {
    const files = new FakeInformer<{ path: string; size: number }>();
    const { items } = startSource(
      forObjects(files, {
        keyOf: ({ path }) => path,
        versionOf: ({ size }) => String(size),
        priority: 5,
        lowPriority: 1,
      }),
    );
    await files.updated({ path: "/a", size: 1 }, { path: "/a", size: 1 });
    await files.updated({ path: "/a", size: 1 }, { path: "/a", size: 2 });
    expect(items.map(([, priority]) => priority)).toEqual([1, 5]);
  });

  test("settles its call when the key is in the queue, and has a call that failed made again", async () => {
    const pods = new FakeInformer<Pod>();
    const committed = Promise.withResolvers<void>();
    startSource(forObjects(pods), { enqueue: () => committed.promise });
    let settled = false;
    const telling = pods.added(pod("a")).finally(() => (settled = true));
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    committed.reject(new Error("disk full"));
    await expect(telling).rejects.toThrow("disk full");
    expect(pods.options).toEqual([{ name: "objects", onFailure: "retry", concurrency: 1000 }]);
  });

  test("starts the informer, syncs with its handler, and enqueues nothing after its stop", async () => {
    const pods = new FakeInformer<Pod>();
    const source = forObjects(pods, { name: "pods" });
    const { items, synced: syncing } = startSource(source);
    expect(pods.started).toBe(1);
    let synced = false;
    void syncing.then(() => (synced = true));
    await new Promise(setImmediate);
    expect(synced).toBe(false);
    pods.sync();
    await syncing;
    await source.stop();
    await pods.added(pod("a"));
    expect(items).toEqual([]);
    expect(pods.isStopped).toBe(false);
  });

  test("reports an object without a name and enqueues nothing", async () => {
    const pods = new FakeInformer<{ metadata?: { name?: string } }>();
    const { items, reports } = startSource(forObjects(pods));
    await pods.added({});
    expect(items).toEqual([]);
    expect(String(reports[0])).toContain("metadata.name");
  });
});

describe("ownedBy", () => {
  test("enqueues the owner that controls the object, and no other", async () => {
    const pods = new FakeInformer<Pod>();
    const { items } = startSource(ownedBy(pods, { kind: "ReplicaSet", apiVersion: "apps/v1beta2" }));
    const others = [
      { ...replicaSet("guest"), controller: false },
      { ...replicaSet("job"), kind: "Job" },
      { ...replicaSet("foreign"), apiVersion: "example.org/v1" },
      { ...replicaSet("core"), apiVersion: "v1" },
    ];
    await pods.added(pod("a", "1", { ownerReferences: [replicaSet("web"), ...others] }));
    expect(items).toEqual([["shop/web", 0]]);
  });

  test("enqueues the owners before a change and after it", async () => {
    const pods = new FakeInformer<Pod>();
    const { items } = startSource(ownedBy(pods, { kind: "ReplicaSet", apiVersion: "apps/v1" }));
    const owned = (version: string, name: string): Pod =>
      pod("a", version, { ownerReferences: [replicaSet(name)] });
    await pods.updated(owned("1", "old"), owned("2", "new"));
    await pods.updated(owned("2", "new"), owned("3", "new"));
    expect(items.map(([key]) => key)).toEqual(["shop/old", "shop/new", "shop/new"]);
  });

  test("enqueues all owners, or owners without a namespace, when asked to", async () => {
    const pods = new FakeInformer<Pod>();
    const { items } = startSource(
      ownedBy(pods, { kind: "Node", apiVersion: "v1", controllerOnly: false, namespaced: false }),
    );
    const node = { apiVersion: "v1", kind: "Node", name: "n1" };
    await pods.added(pod("a", "1", { ownerReferences: [node] }));
    expect(items).toEqual([["n1", 0]]);
  });

  test("enqueues the owners that a function names", async () => {
    const files = new FakeInformer<{ folder: string }>();
    const { items } = startSource(ownedBy(files, { ownerKeys: ({ folder }) => [folder] }));
    await files.added({ folder: "/etc" });
    expect(items).toEqual([["/etc", 0]]);
  });
});

describe("mapObjects", () => {
  test("enqueues the items of both states of an object, each once", async () => {
    const numbers = new FakeInformer<number[]>();
    const { items } = startSource(mapObjects(numbers, (list) => list));
    await numbers.updated([1, 2, 2], [2, 3]);
    expect(items.map(([item]) => item)).toEqual([1, 2, 3]);
  });

  test("reports a function that throws for one state, and enqueues the items of the other", async () => {
    const numbers = new FakeInformer<number>();
    const { items, reports } = startSource(
      mapObjects(numbers, (number) => {
        if (number < 0) throw new Error("negative");
        return [number];
      }),
    );
    await numbers.updated(-1, 1);
    expect(items).toEqual([[1, 0]]);
    expect(reports).toEqual([new Error("negative")]);
  });

  test("reports a deletion of which no state is known", async () => {
    const numbers = new FakeInformer<number>();
    const { items, reports } = startSource(mapObjects(numbers, (number) => [number], { name: "numbers" }));
    await numbers.deleted("seven");
    expect(items).toEqual([]);
    expect(String(reports[0])).toContain("numbers: seven was deleted");
  });
});
