import { describe, expect, test } from "vitest";
import { reportAsMarkdown, withResults } from "../src/as-markdown.ts";
import { tableAsText, verdictsAsText } from "../src/as-text.ts";
import type { Measured } from "../src/measure.ts";
import { costs, timesLimit, verdicts } from "../src/results.ts";
import { tableOf } from "../src/table.ts";
import type { Check, Sample } from "../src/workload.ts";

const sample = (add: number, get: number): Sample => ({ phases: { add, get }, peakBytes: 50e6 });

const idle = (): number => 0;

function measuredWith(...checks: Check[]): Measured {
  return {
    workload: {
      name: "queueing",
      says: "Things queue.",
      unit: "ns",
      count: 10,
      limit: "raw",
      subjects: { raw: idle, ours: idle },
      clientGo: { add: 7 },
      checks,
    },
    count: 10,
    samples: new Map([
      ["raw", [sample(10, 30), sample(100, 300), sample(20, 20)]],
      ["ours", [sample(20, 40), sample(200, 400), sample(40, 80)]],
    ]),
  };
}

const target = (bounds: Partial<Check>): Check => ({
  says: "small enough",
  subject: "ours",
  atMost: 1.5,
  ...bounds,
});

describe("costs", () => {
  test("without a phase are the sum of all phases", () => {
    expect(costs(measuredWith(), "ours")).toEqual([60, 600, 120]);
  });

  test("of a subject that was not measured are an error", () => {
    expect(() => costs(measuredWith(), "theirs")).toThrow('measured no subject "theirs"');
  });
});

test("a subject is compared with the limit run by run", () => {
  expect(timesLimit(measuredWith(), "ours")).toEqual({ median: 1.5, min: 1.5, max: 3 });
});

describe("a target", () => {
  test("is met when the median is just at its bound", () => {
    expect(verdicts(measuredWith(target({ than: "raw" })))).toMatchObject([
      { met: true, measured: { median: 1.5 } },
    ]);
  });

  test("is not met when the median is beyond it", () => {
    expect(verdicts(measuredWith(target({ than: "raw", atMost: 1.49 })))).toMatchObject([{ met: false }]);
  });

  test("may be about one phase", () => {
    const [verdict] = verdicts(measuredWith(target({ than: "raw", phase: "add" })));
    expect(verdict).toMatchObject({ met: false, measured: { median: 2 } });
  });

  test("without another subject is about the amount itself", () => {
    expect(verdicts(measuredWith(target({ atMost: 120 })))).toMatchObject([
      { met: true, measured: { median: 120 } },
    ]);
  });
});

test("the table shows each phase, the total with its spread, and the ratio to the limit", () => {
  expect(tableAsText(tableOf(measuredWith())).split("\n")).toEqual([
    "             add   get   total ns (min to max)             times raw   peak MB",
    "raw           20    30          40 (40 to 400)                     1        50",
    "ours          40    80         120 (60 to 600)   1.50 (1.50 to 3.00)        50",
    "client-go*     7",
  ]);
});

test("a target that is not met is said aloud, with the bound", () => {
  expect(verdictsAsText(verdicts(measuredWith(target({ than: "raw", atMost: 1 }))))).toBe(
    "NOT MET  queueing: small enough: 1.50 (1.50 to 3.00), at most 1",
  );
});

const marked = (between: string): string =>
  `# Page\n\n<!-- results: written by \`npm run bench -- --markdown\` -->${between}<!-- end of results -->\n\nEnd.\n`;

describe("results in a page", () => {
  const report = {
    machine: "a machine",
    runs: 3,
    cpu: false,
    measured: [measuredWith()],
    missing: [],
    verdicts: [],
  };
  const results = reportAsMarkdown(report);

  test("replace what stood between the marks, and nothing else", () => {
    expect(withResults(marked("old"), results)).toBe(marked(`\n\n${results}\n\n`));
  });

  test("stand alone where there are no marks", () => {
    expect(withResults("something else", results)).toBe(`${results}\n`);
  });

  test("name what could not be measured, and why", () => {
    const missing = [{ name: "mirror", why: "there is no mirror" }];
    expect(reportAsMarkdown({ ...report, missing })).toContain(
      "### mirror\n\nNot measured: there is no mirror.",
    );
  });
});
