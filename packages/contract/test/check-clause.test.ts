import { AssertionError } from "node:assert";
import { expect, test } from "vitest";
import { applicable, checkClause, contractPage, type Clause, type Harness } from "@workset/contract";
import { openDelayed } from "../src/queue/steps.ts";
import { modelHarness } from "./model-harness.ts";

type Colour = "red" | "blue";

function harnessWith(capabilities: Colour[], closed: string[] = []): Harness<Colour> {
  return {
    capabilities,
    settle: async () => {},
    async [Symbol.asyncDispose]() {
      closed.push("closed");
    },
  };
}

const kept: Clause<Harness<Colour>> = { title: "It is kept.", async check() {} };
const broken: Clause<Harness<Colour>> = {
  title: "It is broken.",
  async check() {
    throw new AssertionError({ message: "it is broken indeed" });
  },
};
const hanging: Clause<Harness<Colour>> = { title: "It hangs.", check: () => new Promise(() => {}) };
const purple: Clause<Harness<Colour>> = { ...broken, title: "It is purple.", needs: ["red", "blue"] };

test("A clause that is kept is reported as kept", async () => {
  expect(await checkClause(kept, () => harnessWith([]))).toBe("kept");
});

test("A clause that is broken fails with its own reason", async () => {
  await expect(checkClause(broken, () => harnessWith([]))).rejects.toThrow("it is broken indeed");
});

test("A check that waits for what never happens fails without a timer", async () => {
  await expect(checkClause(hanging, () => harnessWith([]))).rejects.toThrow("the check hangs");
});

test("A clause whose needs are not met is not checked, and reported as skipped", async () => {
  expect(await checkClause(purple, () => harnessWith(["red"]))).toBe("skipped");
  await expect(checkClause(purple, () => harnessWith(["red", "blue"]))).rejects.toThrow("broken indeed");
});

test("The harness is closed after the check, however that ended", async () => {
  const closed: string[] = [];
  await checkClause(kept, () => harnessWith([], closed));
  await expect(checkClause(broken, () => harnessWith([], closed))).rejects.toThrow();
  await expect(checkClause(hanging, () => harnessWith([], closed))).rejects.toThrow();
  await checkClause(purple, () => harnessWith([], closed));
  expect(closed).toHaveLength(4);
});

test("A skipped clause says which capabilities were missing", () => {
  expect(applicable([kept, purple], ["blue"])).toEqual({
    held: [kept],
    skipped: [{ clause: purple, reason: "needs red" }],
  });
});

test("A harness that claims what its queue cannot do is found out", async () => {
  const harness = modelHarness((queue) => Object.assign(queue, { postpone: undefined }));
  await expect(openDelayed(harness)).rejects.toThrow("the queue has no postpone");
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
