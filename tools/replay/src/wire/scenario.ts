import { anyObject, count, fields, flag, list, number, optional, text, type Check } from "../checks.ts";
import { Fault, fieldOf } from "../checks.ts";

/** One request of a recorded conversation with an API server. */
export interface RequestStep {
  readonly op: "request";
  readonly method: string;
  readonly path: string;
  readonly query: object;
  readonly headers: object;
  readonly as: string;
  readonly body: unknown;
  readonly response: RecordedResponse;
}

/** A watch, with the lines that it delivered. */
export interface WatchStep {
  readonly op: "watch";
  readonly path: string;
  readonly query: object;
  readonly headers: object;
  readonly as: string;
  readonly response: RecordedResponse;
  /** `step` is the last step that had begun when the line was read. Undefined when the watch was refused. */
  readonly events: readonly { readonly step: number; readonly line: unknown }[] | undefined;
  readonly end: string;
}

/** Something that was done beside the API. */
export interface NoteStep {
  readonly op: "note";
  readonly says: string;
}

export type Step = RequestStep | WatchStep | NoteStep;

export interface RecordedResponse {
  readonly status: number;
  readonly headers: object;
  readonly body: unknown;
  /** Only a digest of the body was kept. */
  readonly reduced: boolean;
}

/** What a scenario says of itself. */
export interface ScenarioConfig {
  readonly server: string;
  /** What differed between runs of the recorder: not to be compared. */
  readonly varies: readonly string[];
}

const anything: Check<unknown> = (value) => value;

const response = fields({
  status: count(100),
  headers: anyObject,
  body: optional(anything, undefined),
  reduced: optional(flag, false),
  afterMs: optional(number, 0),
});

const request: Check<RequestStep> = (value, at) => ({
  ...fields({
    op: text,
    method: text,
    path: text,
    query: optional(anyObject, {}),
    headers: optional(anyObject, {}),
    as: optional(text, "admin"),
    body: optional(anything, undefined),
    response,
  })(value, at),
  op: "request",
});

const event = fields({ afterMs: number, step: count(0), line: anything });

const watch: Check<WatchStep> = (value, at) => ({
  ...fields({
    op: text,
    path: text,
    query: optional(anyObject, {}),
    headers: optional(anyObject, {}),
    as: optional(text, "admin"),
    response,
    events: optional<ReturnType<typeof events> | undefined>(events, undefined),
    endsMs: optional(number, 0),
    end: optional(text, "refused"),
  })(value, at),
  op: "watch",
});

function events(value: unknown, at: string): readonly { readonly step: number; readonly line: unknown }[] {
  return list(event)(value, at);
}

const note: Check<NoteStep> = (value, at) => ({ ...fields({ op: text, says: text })(value, at), op: "note" });

/** A step of a scenario. @throws Fault when it is not in the format. */
export const step: Check<Step> = (value, at) => {
  const op = fieldOf(anyObject(value, at), "op");
  if (op === "request") return request(value, at);
  if (op === "watch") return watch(value, at);
  if (op === "note") return note(value, at);
  throw new Fault(`${at} has the op ${JSON.stringify(op)}, which the format does not have`);
};

const scenario = fields({
  id: text,
  server: text,
  says: text,
  varies: optional(text, ""),
  steps: list(anything),
});

/**
 * What the recordings say of the recorder's surroundings, as any server may say it: the name of its program, and the
 * version at which its collections began.
 */
function neutral(value: unknown): unknown {
  if (typeof value === "string") {
    if (value === "s36server") return "kube-apiserver";
    return value.replace(/^(too old resource version: \d+) \(\d+\)$/u, "$1 ($number)");
  }
  if (Array.isArray(value)) return value.map(neutral);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, neutral(item)]));
}

/** The outline of a scenario, as a trace has it. */
export function scenarioOutline(
  value: unknown,
  at: string,
  component: string,
): { id: string; component: string; config: ScenarioConfig; steps: readonly unknown[] } {
  const { id, server, varies, steps } = scenario(neutral(value), at);
  if (steps.length === 0) throw new Fault(`${at} has no steps`);
  return { id, component, config: { server, varies: varies.split(/,\s*/u) }, steps };
}
