import { expect, test } from "vitest";
import { linesOf, ownTracesOf, replayedFiles, type Recorded } from "./recordings.ts";
import { tampered, type Json } from "./tampered.ts";

/** Every way to falsify one value of what the server answered in a scenario. */
function* falsified(scenario: Recorded): Generator<{ path: string; scenario: Recorded }> {
  for (const [index, step] of scenario.steps.entries()) {
    const { response, events } = step as {
      response?: { status: number; body?: Json };
      events?: { line: Json }[];
    };
    const steps = (changed: object): Recorded => ({
      ...scenario,
      steps: scenario.steps.with(index, { ...step, ...changed }),
    });
    if (response !== undefined) {
      const { status, body } = response;
      yield { path: `${index}.status`, scenario: steps({ response: { ...response, status: status + 1 } }) };
      for (const other of body === undefined ? [] : tampered(body)) {
        yield {
          path: `${index}.body${other.path}`,
          scenario: steps({ response: { ...response, body: other.value } }),
        };
      }
    }
    for (const [at, event] of (events ?? []).entries()) {
      yield { path: `${index}.events removed`, scenario: steps({ events: events!.toSpliced(at, 1) }) };
      for (const other of tampered(event.line)) {
        const line = { ...event, line: other.value };
        yield {
          path: `${index}.events[${at}]${other.path}`,
          scenario: steps({ events: events!.with(at, line) }),
        };
      }
    }
  }
}

test("every falsified answer of an API server is noticed", { timeout: 120_000 }, async () => {
  const scenarios = await ownTracesOf("s36");
  const files = new Map<string, Recorded>();
  for (const id of [
    "cm/apply",
    "cm/watch-label",
    "widget/scale",
    "lease/list-fields",
    "cm/deletecollection",
  ]) {
    const scenario = scenarios.find((one) => one.id === id)!;
    for (const other of falsified(scenario))
      files.set(`${id} ${other.path}`, { ...other.scenario, id: `${id} ${other.path}` });
  }
  expect(files.size).toBeGreaterThan(500);
  const { report, complaints } = await replayedFiles({ "s36.jsonl": linesOf(...files.values()) });
  expect(complaints).toEqual([]);
  expect(report[0]).toBe(`s36: ${files.size} traces, 0 agree, ${files.size} differ, 0 left out`);
});

test("a recording that is not in the format is refused", async () => {
  const [scenario] = await ownTracesOf("s36");
  const strange = { ...scenario!, steps: [{ op: "guess", path: "/" }] };
  const { status, complaints } = await replayedFiles({ "s36.jsonl": linesOf(strange) });
  expect(status).toBe(2);
  expect(complaints[0]).toContain('the op "guess"');
});
