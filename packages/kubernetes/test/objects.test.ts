import { ManualClock } from "@workset/clock";
import {
  conditionOf,
  controllerOf,
  isDeleting,
  isOwnedBy,
  kubernetesClient,
  matches,
  microTimestamp,
  ownerReference,
  resourceType,
  retryOnConflict,
  setCondition,
  withController,
  withFinalizer,
  type KubernetesObject,
} from "@workset/kubernetes";
import { describe, expect, test } from "vitest";
import { answering, ScriptedServer } from "./scripted-fetch.ts";

const owner = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", uid: "u1", namespace: "shop" },
};
const { signal } = new AbortController();

describe("an owner", () => {
  test("is referred to as what controls the object, unless otherwise wanted", () => {
    const { apiVersion, kind } = owner;
    const reference = {
      apiVersion,
      kind,
      name: "web",
      uid: "u1",
      controller: true,
      blockOwnerDeletion: true,
    };
    expect(ownerReference(owner)).toEqual(reference);
    const other = { ...reference, controller: false, blockOwnerDeletion: false };
    expect(ownerReference(owner, { controller: false })).toEqual(other);
    expect(() => ownerReference({ kind: "Pod", metadata: { name: "x" } })).toThrow(
      /apiVersion, kind, metadata.name/,
    );
  });

  test("controls an object alone", () => {
    const object: KubernetesObject = {
      metadata: { name: "rs", ownerReferences: [ownerReference(owner, { controller: false })] },
    };
    const owned = withController(object, owner);
    expect(controllerOf(owned)?.uid).toBe("u1");
    expect(owned.metadata?.ownerReferences).toHaveLength(1);
    expect(controllerOf(object)).toBeUndefined();
    expect(isOwnedBy(owned, owner)).toBe(true);
    const other = { ...owner, metadata: { ...owner.metadata, name: "db", uid: "u2" } };
    expect(isOwnedBy(owned, other)).toBe(false);
    expect(isOwnedBy(owned, {})).toBe(false);
    expect(() => withController(owned, other)).toThrow(
      "rs is controlled by Deployment web, not by Deployment db",
    );
  });
});

describe("a condition", () => {
  const ready = { type: "Ready", status: "True", reason: "Up", message: "" } as const;
  const at = (seconds: number, generation?: number) => ({ now: seconds * 1000, generation });

  test("keeps the time of its last change while its status stays", () => {
    const first = setCondition([], ready, at(1, 1));
    const second = setCondition(first, { ...ready, reason: "Healthy" }, at(2, 2));
    expect(conditionOf(second, "Ready")).toEqual({
      ...ready,
      reason: "Healthy",
      lastTransitionTime: "1970-01-01T00:00:01Z",
      observedGeneration: 2,
    });
    const third = setCondition(second, { ...ready, status: "False" }, at(3, 2));
    expect(conditionOf(third, "Ready")?.lastTransitionTime).toBe("1970-01-01T00:00:03Z");
    expect(first).toHaveLength(1);
  });

  test("leaves the others in their places, and all of them when nothing changes", () => {
    const others = [
      { ...ready, type: "A", lastTransitionTime: "t" },
      { ...ready, type: "B", lastTransitionTime: "t" },
    ];
    const all = setCondition(others, { ...ready, type: "A", status: "False" }, at(1));
    expect(all.map(({ type, status }) => `${type} ${status}`)).toEqual(["A False", "B True"]);
    expect(setCondition(all, { ...ready, type: "B" }, at(9))).toBe(all);
  });
});

test("a time in microseconds has six digits, which Leases require", () => {
  expect(microTimestamp(1_767_225_600_120)).toBe("2026-01-01T00:00:00.120000Z");
});

describe("a finalizer", () => {
  const widgets = resourceType<KubernetesObject>({ group: "", version: "v1", resource: "widgets" });
  const make = (metadata: object, cleanup: () => unknown = () => undefined) => {
    const server = new ScriptedServer(() => ({ body: { metadata: { name: "w", patched: true } } }));
    const objects = kubernetesClient({ cluster: server.cluster }).resource(widgets);
    const calls: string[] = [];
    const handler = withFinalizer<KubernetesObject, unknown>("x.test/f", {
      objects,
      reconcile: (object) => void calls.push(`reconcile ${"patched" in object.metadata!}`),
      cleanup: () => (calls.push("cleanup"), cleanup()),
    });
    const object = { metadata: { name: "w", namespace: "shop", resourceVersion: "7", ...metadata } };
    const sent = () => server.requests.map(({ init }) => JSON.parse(init.body!) as unknown);
    return { calls, sent, server, run: () => handler(object, signal) };
  };

  test("is set, on the version that was seen, before the object is first reconciled", async () => {
    const { calls, sent, server, run } = make({ finalizers: ["other"] });
    await run();
    expect(server.asked).toEqual(["PATCH /api/v1/namespaces/shop/widgets/w"]);
    expect(sent()).toEqual([{ metadata: { resourceVersion: "7", finalizers: ["other", "x.test/f"] } }]);
    expect(calls).toEqual(["reconcile true"]);
  });

  test("that is set costs no write", async () => {
    const { calls, sent, run } = make({ finalizers: ["x.test/f"] });
    await run();
    expect([calls, sent()]).toEqual([["reconcile false"], []]);
  });

  test("is taken off when the clean-up is done, and not before", async () => {
    const deleting = { finalizers: ["x.test/f", "other"], deletionTimestamp: "now" };
    const again = make(deleting, () => ({ next: "again", afterMs: 5 }));
    expect(await again.run()).toEqual({ next: "again", afterMs: 5 });
    expect(again.sent()).toEqual([]);
    const failing = make(deleting, () => {
      throw new Error("no");
    });
    await expect(failing.run()).rejects.toThrow("no");
    expect(failing.sent()).toEqual([]);
    const done = make(deleting, () => ({ next: "done" }));
    expect(await done.run()).toEqual({ next: "done" });
    expect(done.sent()).toEqual([{ metadata: { resourceVersion: "7", finalizers: ["other"] } }]);
    expect(done.calls).toEqual(["cleanup"]);
  });

  test("of others leaves an object that is being deleted alone", async () => {
    const { calls, run } = make({ finalizers: ["other"], deletionTimestamp: "now" });
    await run();
    expect(calls).toEqual([]);
    expect(isDeleting({ metadata: { deletionTimestamp: "now" } })).toBe(true);
  });

  test("that is gone with its object is no failure", async () => {
    const { cluster } = answering({ status: 404 });
    const handler = withFinalizer<KubernetesObject, void>("f", {
      objects: kubernetesClient({ cluster }).resource(widgets, "shop"),
      reconcile: () => {},
      cleanup: () => {},
    });
    await handler({ metadata: { name: "w", finalizers: ["f"], deletionTimestamp: "now" } }, signal);
  });
});

describe("a write that conflicts", () => {
  const conflict = (causes: object[] = []) =>
    answering({ status: 409, body: { kind: "Status", code: 409, reason: "Conflict", details: { causes } } })
      .cluster;
  const refused = async (causes?: object[]): Promise<never> => {
    await kubernetesClient({ cluster: conflict(causes) })
      .pods("shop")
      .get("x");
    throw new Error("it should have been refused");
  };

  test("is tried again, five times at most, and only when it may help", async () => {
    const clock = new ManualClock();
    const run = async (write: (attempt: number) => Promise<unknown>) => {
      let attempts = 0;
      let isOver = false;
      const done = retryOnConflict((attempt) => ((attempts = attempt), write(attempt)), { clock })
        .then(
          () => "written",
          (error: Error) => error.message,
        )
        .finally(() => (isOver = true));
      while (!isOver) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.advance(11);
      }
      return [await done, attempts];
    };
    expect(await run(async (attempt) => (attempt < 3 ? refused() : undefined))).toEqual(["written", 3]);
    expect((await run(() => refused()))[1]).toBe(5);
    expect((await run(() => refused([{ reason: "FieldManagerConflict" }])))[1]).toBe(1);
    expect(await run(async () => Promise.reject(new Error("other")))).toEqual(["other", 1]);
  });
});

describe("an object matches what is wanted", () => {
  const actual = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", uid: "u", resourceVersion: "9", labels: { app: "web", added: "by-other" } },
    spec: { replicas: 2, template: { containers: [{ name: "c", image: "i:1", pullPolicy: "Always" }] } },
  };
  const containers = (...all: object[]) => ({ spec: { template: { containers: all } } });

  test.each<[string, object]>([
    ["part of it", { spec: { replicas: 2 } }],
    ["without what the server added", containers({ name: "c", image: "i:1" })],
    ["with what only the server writes", { metadata: { name: "web", resourceVersion: "1", generation: 4 } }],
    ["with labels of others beside", { metadata: { labels: { app: "web" }, annotations: {} } }],
    ["with a field that is not wanted and not there", { spec: { paused: null } }],
  ])("when it has %s", (_, desired) => {
    expect(matches(desired, actual)).toBe(true);
  });

  test.each<[string, object]>([
    ["another value", { spec: { replicas: 3 } }],
    ["another label", { metadata: { labels: { app: "db" } } }],
    ["one more container", containers({ name: "c" }, { name: "d" })],
    ["one container less", { spec: { template: { containers: [] } } }],
    ["an object where there is none", { spec: { template: { volumes: { emptyDir: {} } } } }],
    ["a field that is to be gone", { spec: { replicas: null } }],
    ["a list for an object", { spec: [] }],
    ["what every object inherits", { spec: { toString: {} } }],
  ])("but not when %s is wanted", (_, desired) => {
    expect(matches(desired, actual)).toBe(false);
  });

  test("not when there is none", () => {
    expect(matches({}, undefined)).toBe(false);
  });
});
