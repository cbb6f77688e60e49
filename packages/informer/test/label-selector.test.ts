import { labelSelector, type Labels } from "@workset/informer";
import { describe, expect, test } from "vitest";

const web: Labels = { app: "web", tier: "front", replicas: "3", empty: "" };

/** Whether the selector means an object with these labels. */
const means = (selector: string, labels: Labels | undefined = web): boolean =>
  labelSelector(selector).matches(labels);

describe("A selector means what Kubernetes means by it", () => {
  test.each([
    ["app=web", true],
    ["app==web", true],
    ["app=db", false],
    ["app!=db", true],
    ["app!=web", false],
    ["missing!=x", true],
    ["missing=", false],
    ["empty=", true],
    ["empty= ", true],
    ["app in (db, web)", true],
    ["app in (db)", false],
    ["missing in (db)", false],
    ["empty in ()", true],
    ["empty in (a,)", true],
    ["app in (,a)", false],
    ["app notin (db)", true],
    ["app notin (db,web)", false],
    ["missing notin (db)", true],
    ["app", true],
    ["missing", false],
    ["empty", true],
    ["!missing", true],
    ["! missing", true],
    ["!app", false],
    ["replicas>2", true],
    ["replicas > 3", false],
    ["replicas<4", true],
    ["replicas < 3", false],
    ["app>1", false],
    ["app<1", false],
    ["missing>1", false],
    ["missing<1", false],
    ["app=web,tier=front", true],
    ["app=web,tier=back", false],
    ["  app = web ,\ttier in ( front , back ) , !missing  ", true],
    ["toString", false],
    ["!constructor", true],
    ["in=x", false],
    ["app notin (in, notin)", true],
    ["", true],
    ["   ", true],
  ])("%s", (selector, expected) => {
    expect(means(selector)).toBe(expected);
  });

  test("of an object without labels", () => {
    for (const labels of [undefined, {}]) {
      expect(labelSelector("app").matches(labels)).toBe(false);
      expect(labelSelector("!app,app!=web,app notin (web)").matches(labels)).toBe(true);
      expect(labelSelector("").matches(labels)).toBe(true);
    }
  });

  test("by a label with a domain", () => {
    const labels = { "app.kubernetes.io/name": "web" };
    expect(means("app.kubernetes.io/name=web", labels)).toBe(true);
    expect(means("app.kubernetes.io/name notin (web)", labels)).toBe(false);
  });

  test("by numbers that no double holds", () => {
    const labels = { n: "9007199254740993" };
    expect(means("n>9007199254740992", labels)).toBe(true);
    expect(means("n<9007199254740993", labels)).toBe(false);
    expect(means("n>-1", { n: "0" })).toBe(true);
  });

  test("but not by labels that are no numbers of 64 bits", () => {
    for (const n of ["1e3", "0x10", "", "9223372036854775808", "1.5", " 7"]) {
      expect([means("n>1", { n }), means("n<1", { n })]).toEqual([false, false]);
    }
  });
});

describe("A text that is no selector is refused", () => {
  test.each([
    ["a=b,", "should have a label at 4, but has the end"],
    [",a", 'should have a label at 0, but has ","'],
    ["a,,b", 'should have a label at 2, but has ","'],
    ["a b", 'should have an operator at 2, but has "b"'],
    ["!a=b", 'should have "," or the end at 2, but has "="'],
    ["a==b==c", 'should have "," or the end at 4, but has "=="'],
    ["!", "should have a label at 1, but has the end"],
    ["a in", 'should have "(" at 4, but has the end'],
    ["a in b", 'should have "(" at 5, but has "b"'],
    ["a in (b", 'should have "," or ")" at 7, but has the end'],
    ["a in (b c)", 'should have "," or ")" at 8, but has "c"'],
    ["a in (b) c", 'should have "," or the end at 9, but has "c"'],
    ["a > b", 'takes a whole number, and not "b"'],
    ["a <", 'takes a whole number, and not ""'],
    ["a > 9223372036854775808", "takes a whole number"],
    ["-a", "not a valid label name"],
    ["a/b/c", "not a valid label name"],
    ["A_b/c", "not a valid label name"],
    [`${"a".repeat(64)}=b`, "not a valid label name"],
    [`${"a".repeat(254)}/b`, "not a valid label name"],
    ["a=b|c", '"b|c" cannot be its value'],
    ["a in (-b)", '"-b" cannot be its value'],
    [`a=${"b".repeat(64)}`, "cannot be its value"],
  ])("%s", (selector, says) => {
    expect(() => labelSelector(selector)).toThrow(RangeError);
    expect(() => labelSelector(selector)).toThrow(says);
  });
});

describe("A selector as an object", () => {
  test("asks for all labels and expressions that it has", () => {
    const selector = labelSelector({
      matchLabels: { app: "web" },
      matchExpressions: [
        { key: "tier", operator: "In", values: ["front", "back"] },
        { key: "app", operator: "NotIn", values: ["db"] },
        { key: "replicas", operator: "Exists" },
        { key: "missing", operator: "DoesNotExist", values: [] },
      ],
    });
    expect(selector.matches(web)).toBe(true);
    for (const { key } of selector.requirements) {
      const changed = { ...web, [key]: "db" };
      expect(selector.matches(changed)).toBe(key === "replicas");
    }
    const { replicas: _, ...less } = web;
    expect(selector.matches(less)).toBe(false);
  });

  test("without anything in it means every object", () => {
    expect(labelSelector({}).matches(web)).toBe(true);
    expect(labelSelector({ matchLabels: {}, matchExpressions: [] }).requirements).toEqual([]);
  });

  test.each([
    [{ matchExpressions: [{ key: "a", operator: "In" as const }] }, 'gives no value for "in"'],
    [
      { matchExpressions: [{ key: "a", operator: "NotIn" as const, values: [] }] },
      'gives no value for "notin"',
    ],
    [
      { matchExpressions: [{ key: "a", operator: "Exists" as const, values: ["b"] }] },
      '"exists" takes no values',
    ],
    [{ matchExpressions: [{ key: "a", operator: "Gt" as "In", values: ["1"] }] }, "must be one of In, NotIn"],
    [{ matchLabels: { "a b": "c" } }, "not a valid label name"],
    [{ matchLabels: { a: "b c" } }, "cannot be its value"],
  ])("is refused when Kubernetes would refuse it: %j", (selector, says) => {
    expect(() => labelSelector(selector)).toThrow(says);
  });
});
