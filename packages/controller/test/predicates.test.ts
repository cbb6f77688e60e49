import {
  allOf,
  annotationsChanged,
  anyOf,
  forObjects,
  generationChanged,
  labelsChanged,
  labelsMatch,
  not,
  onEvent,
  versionChanged,
  type ObjectEvent,
  type Predicate,
} from "@workset/controller";
import { describe, expect, test } from "vitest";
import { startSource } from "./start-source.ts";
import { FakeInformer, pod, type Pod } from "./fake-informer.ts";

const added: ObjectEvent<Pod> = { type: "added", object: pod("a"), isInInitialList: false };
const deleted: ObjectEvent<Pod> = { type: "deleted", object: pod("a"), finalStateUnknown: false };

function change(before: Partial<Pod["metadata"]>, after: Partial<Pod["metadata"]>): ObjectEvent<Pod> {
  return { type: "updated", before: pod("a", "1", before), object: pod("a", "1", after) };
}

describe("a predicate of changes", () => {
  const changes: readonly [string, Predicate<Pod>, ObjectEvent<Pod>, ObjectEvent<Pod>][] = [
    [
      "versionChanged",
      versionChanged<Pod>(),
      change({ generation: 1 }, { generation: 2 }),
      change({}, { resourceVersion: "2" }),
    ],
    [
      "versionChanged by a function",
      versionChanged(({ metadata }: Pod) => metadata.generation),
      change({ generation: 1 }, { generation: 1, resourceVersion: "2" }),
      change({ generation: 1 }, { generation: 2 }),
    ],
    [
      "generationChanged",
      generationChanged<Pod>(),
      change({ generation: 1 }, { generation: 1, resourceVersion: "2" }),
      change({ generation: 1 }, { generation: 2 }),
    ],
    [
      "labelsChanged",
      labelsChanged<Pod>(),
      change({ labels: { a: "1", b: "2" } }, { labels: { b: "2", a: "1" } }),
      change({ labels: { a: "1" } }, { labels: { b: "1" } }),
    ],
    [
      "annotationsChanged",
      annotationsChanged<Pod>(),
      change({ annotations: {} }, {}),
      change({}, { annotations: { toString: "x" } }),
    ],
  ];
  for (const [name, predicate, same, different] of changes) {
    test(`${name} refuses an update that leaves it as it was, and passes all others`, () => {
      expect([added, deleted, different, same].map(predicate)).toEqual([true, true, true, false]);
    });
  }

  test("generationChanged passes updates of objects without a generation", () => {
    expect(generationChanged<Pod>()(change({}, {}))).toBe(true);
  });

  test("labelsChanged sees a label removed and one added", () => {
    const changed = labelsChanged<Pod>();
    expect(changed(change({ labels: { a: "1", b: "1" } }, { labels: { a: "1" } }))).toBe(true);
    expect(changed(change({ labels: { a: "1" } }, { labels: { a: "1", b: "1" } }))).toBe(true);
    expect(changed(change({ labels: { a: "1" } }, { labels: { a: "2" } }))).toBe(true);
  });

  test("labelsMatch takes a selector as text or as an object, and refuses what is none", () => {
    const object = pod("a", "1", { labels: { app: "web" } });
    const event = { ...added, object };
    expect([labelsMatch<Pod>("app=web")(event), labelsMatch<Pod>("app!=web")(event)]).toEqual([true, false]);
    expect(labelsMatch<Pod>({ matchLabels: { app: "web" } })(event)).toBe(true);
    expect(() => labelsMatch<Pod>("app in web")).toThrow(RangeError);
  });

  test("labelsMatch passes an object that matches, and one that leaves the selection", () => {
    const web = labelsMatch<Pod>((labels) => labels["app"] === "web");
    const labels = { app: "web" };
    expect(web(added)).toBe(false);
    expect(web({ ...added, object: pod("a", "1", { labels }) })).toBe(true);
    expect(web(change({ labels }, {}))).toBe(true);
    expect(web(change({}, { labels }))).toBe(true);
    expect(web(change({}, {}))).toBe(false);
  });
});

describe("composed predicates", () => {
  const yes: Predicate<Pod> = () => true;
  const no: Predicate<Pod> = () => false;

  test("pass events that all, any or none of them pass", () => {
    expect(
      [allOf(yes, yes), allOf(yes, no), anyOf(no, yes), anyOf(no, no), not(no), not(yes)].map((p) =>
        p(added),
      ),
    ).toEqual([true, false, true, false, true, false]);
  });

  test("ask the function for the type of the event, and pass a type without one", () => {
    const events = [added, change({}, {}), deleted];
    expect(events.map(onEvent<Pod>({}))).toEqual([true, true, true]);
    expect(events.map(onEvent<Pod>({ added: () => false }))).toEqual([false, true, true]);
    expect(events.map(onEvent<Pod>({ updated: () => false }))).toEqual([true, false, true]);
    expect(events.map(onEvent<Pod>({ deleted: () => false }))).toEqual([true, true, false]);
  });

  test("pass an event at which one of them throws, and report that", async () => {
    const pods = new FakeInformer<Pod>();
    const thrown = new Error("bad predicate");
    const fails = (): never => {
      throw thrown;
    };
    const { items, reports } = startSource(forObjects(pods, { predicates: [not(fails), yes] }));
    await pods.added(pod("a"));
    expect(items).toEqual([["shop/a", 0]]);
    expect(reports).toEqual([thrown]);
  });

  test("refuse together: an event must pass all of them", async () => {
    const pods = new FakeInformer<Pod>();
    const { items } = startSource(forObjects(pods, { predicates: [yes, no] }));
    await pods.added(pod("a"));
    await pods.updated(pod("a"), pod("a", "2"));
    await pods.deleted("shop/a", pod("a", "2"));
    expect(items).toEqual([]);
  });
});
