import { ManualClock } from "@workset/clock";
import { startApiServer, type ApiServerOptions } from "@workset/kubernetes-testing";
import type { Component } from "../component.ts";
import type { Verdict } from "../verdict.ts";
import { Conversation, type WirePlace } from "./conversation.ts";
import { knownDifference } from "./differences.ts";
import { scenarioOutline, step, type ScenarioConfig, type Step } from "./scenario.ts";
import { headersOf, prepare, recordedUsers } from "./world.ts";

/** The recordings of one API server: `s36.jsonl` of a bare 1.36, `s20.jsonl` of a complete 1.20. */
export function wireComponent(name: "s36" | "s20"): Component {
  const recorded = name === "s36" ? "1.36" : "1.20";
  const options: ApiServerOptions =
    name === "s36" ? { version: "1.36", kindRules: false } : { version: "1.20", access: recordedUsers };
  return {
    name,
    outline: (value, at) => scenarioOutline(value, at, name),
    read(trace) {
      const config = trace.config as ScenarioConfig;
      const steps = trace.steps.map((raw, index) => step(raw, `step ${index + 1}`));
      return async (): Promise<Verdict> => {
        const clock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) });
        await using server = await startApiServer({ ...options, clock, garbageCollection: false });
        await prepare(server);
        const place: WirePlace = { server, clock, headersOf };
        const conversation = new Conversation(place, config, steps);
        const { at, differences, reasons } = await conversation.run((step, found) =>
          knownDifference(recorded, trace.id, step, found),
        );
        if (at === undefined) {
          return reasons.length === 0 ? { outcome: "agrees" } : { outcome: "left-out", why: reasons[0]! };
        }
        const { op, ...args } = outlineOf(steps[at]!);
        return { outcome: "differs", step: at + 1, op, args, differences };
      };
    },
  };
}

/** What a step asked, to be shown. */
function outlineOf(asked: Step): { readonly op: string; readonly [part: string]: unknown } {
  if (asked.op === "note") return { op: asked.op, says: asked.says };
  const { op, path, query } = asked;
  return asked.op === "request" ? { op, method: asked.method, path, query } : { op, path, query };
}
