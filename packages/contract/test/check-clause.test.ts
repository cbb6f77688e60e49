import { AssertionError } from "node:assert";
import { expect, test } from "vitest";
import { applicable, checkClause, contractPage, type Clause, type Place } from "@workset/contract";
import { openDelayed } from "../src/queue/steps.ts";
import { modelPlace } from "./model-place.ts";

type Colour = "red" | "blue";

function placeWith(capabilities: Colour[], closed: string[] = []): Place<Colour> {
  return {
    capabilities,
    settle: async () => {},
    async [Symbol.asyncDispose]() {
      closed.push("closed");
    },
  };
}

const kept: Clause<Place<Colour>> = { says: "It is kept.", async check() {} };
const broken: Clause<Place<Colour>> = {
  says: "It is broken.",
  async check() {
    throw new AssertionError({ message: "it is broken indeed" });
  },
};
const hanging: Clause<Place<Colour>> = { says: "It hangs.", check: () => new Promise(() => {}) };
const purple: Clause<Place<Colour>> = { ...broken, says: "It is purple.", needs: ["red", "blue"] };

test("A clause that is kept is reported as kept", async () => {
  expect(await checkClause(kept, () => placeWith([]))).toBe("kept");
});

test("A clause that is broken fails with its own reason", async () => {
  await expect(checkClause(broken, () => placeWith([]))).rejects.toThrow("it is broken indeed");
});

test("A check that waits for what never happens fails without a timer", async () => {
  await expect(checkClause(hanging, () => placeWith([]))).rejects.toThrow("the check hangs");
});

test("A clause whose needs are not met is not checked, and reported as skipped", async () => {
  expect(await checkClause(purple, () => placeWith(["red"]))).toBe("skipped");
  await expect(checkClause(purple, () => placeWith(["red", "blue"]))).rejects.toThrow("broken indeed");
});

test("The place is closed after the check, however that ended", async () => {
  const closed: string[] = [];
  await checkClause(kept, () => placeWith([], closed));
  await expect(checkClause(broken, () => placeWith([], closed))).rejects.toThrow();
  await expect(checkClause(hanging, () => placeWith([], closed))).rejects.toThrow();
  await checkClause(purple, () => placeWith([], closed));
  expect(closed).toHaveLength(4);
});

test("A skipped clause says which capabilities were missing", () => {
  expect(applicable([kept, purple], ["blue"])).toEqual({
    held: [kept],
    skipped: [{ clause: purple, reason: "needs red" }],
  });
});

test("A place that claims what its queue cannot do is found out", async () => {
  const place = modelPlace((queue) => Object.assign(queue, { postpone: undefined }));
  await expect(openDelayed(place)).rejects.toThrow("the queue has no postpone");
});

test("The contract prints itself as a page", () => {
  const chapters = [
    { title: "Keeping", clauses: [kept] },
    { title: "Colours", clauses: [purple, broken] },
  ];
  expect(contractPage(chapters)).toBe(
    "## Keeping\n\n- It is kept.\n\n## Colours\n\n- It is purple. *(red, blue)*\n- It is broken.\n",
  );
});
