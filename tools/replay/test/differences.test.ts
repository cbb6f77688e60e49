import { describe, expect, test } from "vitest";
import { Fault } from "../src/checks.ts";
import type { Component } from "../src/component.ts";
import { components } from "../src/components.ts";
import { traceOf } from "../src/trace.ts";
import { emptyState, linesOf, ownTracesOf, queueTrace, replayedFiles, type Recorded } from "./recordings.ts";
import { tampered, type Json } from "./tampered.ts";

/** The nightly tests change every recorded value; the others one in this many. */
const every = process.env["WORKSET_NIGHTLY"] === "1" ? 1 : 7;

/** How the replay of a trace ends, and where: `fault` when it is refused. */
async function endOf(component: Component, trace: unknown): Promise<string> {
  try {
    const verdict = await component.read(traceOf(component.name)(trace, "the trace"))();
    return verdict.outcome === "differs" ? `differs at step ${verdict.step}` : verdict.outcome;
  } catch (error) {
    if (error instanceof Fault) return "fault";
    throw error;
  }
}

/** Short traces that together have every op and every recorded field, among those that agree to their end. */
async function sample(component: Component): Promise<Recorded[]> {
  const seen = new Set<string>();
  const chosen: Recorded[] = [];
  const shortFirst = (await ownTracesOf(component.name)).toSorted((a, b) => a.steps.length - b.steps.length);
  for (const trace of shortFirst) {
    const found = trace.steps.flatMap(({ op, result, resolved, state }) => [
      ...["", ...Object.keys(result ?? {}), ...Object.keys((resolved as object[])?.[0] ?? {})].map(
        (field) => `${String(op)} ${field}`,
      ),
      Object.keys(state as object).join(),
    ]);
    if (found.every((one) => seen.has(one)) || (await endOf(component, trace)) !== "agrees") continue;
    for (const one of found) seen.add(one);
    chosen.push(trace);
  }
  return chosen;
}

// The recordings of the wire have a test of their own.
const ofClientGo = components.filter(({ name }) => !name.startsWith("s2") && !name.startsWith("s3"));

describe.each(ofClientGo.map((component) => [component.name, component] as const))("%s", (_, component) => {
  test(
    "no recorded value can be changed without the replay noticing at that very step",
    { timeout: 120_000 },
    async () => {
      const unnoticed: string[] = [];
      let tried = 0;
      let counted = 0;
      for (const trace of await sample(component)) {
        for (const [index, { op, args, ...recorded }] of trace.steps.entries()) {
          for (const { path, value } of tampered(recorded as Json)) {
            if (counted++ % every !== 0) continue;
            // It says which order is left open: no value that came out.
            if (path.startsWith(".result.anyOrderFrom")) continue;
            const steps = trace.steps.with(index, { op, ...(args ? { args } : {}), ...(value as object) });
            const end = await endOf(component, { ...trace, steps: steps.slice(0, index + 1) });
            tried++;
            if (end !== "fault" && end !== `differs at step ${index + 1}`) {
              unnoticed.push(`${trace.id} step ${index + 1} ${path}: ${end}`);
            }
          }
        }
      }
      expect(unnoticed).toEqual([]);
      expect(tried).toBeGreaterThan(10);
    },
  );
});

test("a difference is shown with trace, line, step, call, what was expected and what came", async () => {
  const ready = { ...emptyState, len: 1, queue: ["a"], dirty: ["a"] };
  const agreeing = queueTrace("one", { op: "add", args: { item: "a" }, result: null, state: ready });
  const differing = queueTrace(
    "two",
    { op: "add", args: { item: "a" }, result: null, state: ready },
    { op: "get", result: { item: "b", shutdown: false }, state: { ...emptyState, processing: ["b"] } },
  );
  const said = await replayedFiles({ "queue.jsonl": linesOf(agreeing, differing) });
  const [line, shown] = said.report;
  expect(said.status).toBe(1);
  expect(line).toBe("queue: 2 traces, 1 agree, 1 differ, 0 left out");
  expect(shown).toMatch(/^ {2}two \(.*queue\.jsonl:2\), step 2, get\n/);
  expect(shown).toContain(
    [
      "    result",
      '      expected {"item":"b","shutdown":false}',
      '      got      {"item":"a","shutdown":false}',
      "    state.processing",
      '      expected ["b"]',
      '      got      ["a"]',
    ].join("\n"),
  );
});

test("a metric more or less than client-go creates is a difference before the first step", async () => {
  const [trace] = await ownTracesOf("queueMetrics");
  for (const created of [[], [...(trace!.config["created"] as string[]), "items:q"]]) {
    const config = { ...trace!.config, created };
    const { status, report } = await replayedFiles({ "queueMetrics.jsonl": linesOf({ ...trace, config }) });
    expect(status).toBe(1);
    expect(report[1]).toMatch(/, step 0, config\n {4}created\n/);
  }
});

test("the first ten differing traces are shown, the others are counted", async () => {
  const wrong = { op: "len", result: 7, state: emptyState };
  const traces = Array.from({ length: 12 }, (_, n) => queueTrace(`trace ${n}`, wrong));
  const { report } = await replayedFiles({ "queue.jsonl": linesOf(...traces) });
  expect(report[0]).toBe("queue: 12 traces, 0 agree, 12 differ, 0 left out");
  expect(report).toHaveLength(12);
  expect(report.at(-1)).toBe("  and 2 more");
});
