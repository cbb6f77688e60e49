import { expect, test } from "vitest";
import { asText } from "../src/as-text.ts";
import { reported } from "../src/report.ts";
import { judged, run } from "./judged.ts";

const reborn = [
  { is: "started" },
  { is: "ending" },
  { is: "killing" },
  { is: "dead" },
  { is: "spawned", instance: 2, atMs: 100 },
  { is: "opening", instance: 2, atMs: 180 },
  { is: "started", instance: 2, run: 2, crashes: 1, atMs: 190 },
] as const;

test("the summary adds up what all judges found", () => {
  const judges = [
    judged({ is: "asked" }, { is: "added" }, ...reborn),
    judged({ is: "asked", version: 2 }, { is: "added", version: 2 }, ...run({ version: 2 }), {
      is: "killing",
    }),
  ];
  expect(asText(reported([{ judges, notes: ["a note"] }, { judges: [] }], 7, 61_540))).toBe(
    [
      "a note",
      "kills                         2 (2 starting, 0 opening, 0 at work)",
      "acknowledged                  2",
      "lost                          0",
      "concurrent                    0",
      "re-run                        1 (5,000 in 10,000 kills; 1 of them worked to the end)",
      "time to first re-run p50/p99  90/90 ms from the start of the process",
      "                              10/10 ms from open",
      "duration                      61.5 s",
      "seed                          7",
    ].join("\n"),
  );
});

test("faults come first, with what the journal has on them, and rare kinds have their line", () => {
  const judge = judged({ is: "asked", version: 2 }, ...run({ version: 2 }), {
    is: "started",
    run: 2,
    version: 1,
  });
  judge.faults[0]!.evidence = ["a line"];
  const text = asText(reported([{ judges: [judge] }], 7, 0));
  expect(text).toMatch(/^stale: a: run 2 saw version 1 after a run had seen 2\n {2}a line\nkills /);
  expect(text).toMatch(/\nstale +1\n/);
  expect(text).toMatch(/\ntime to first re-run p50\/p99 +–\/– ms/);
});
