import type { ManualClock } from "@workset/clock";
import type { ApiServer } from "@workset/kubernetes-testing";
import { parse } from "yaml";
import type { Difference } from "../verdict.ts";
import { digestLike } from "./digest.ts";
import { Placeholders } from "./placeholders.ts";
import { differenceOf, valueAt } from "./same.ts";
import type { NoteStep, RecordedResponse, RequestStep, ScenarioConfig, Step, WatchStep } from "./scenario.ts";

/** The server that a scenario is replayed against. */
export interface WirePlace {
  readonly server: ApiServer;
  readonly clock: ManualClock;
  /** The headers that make a request one of that user. */
  headersOf(user: string): Readonly<Record<string, string>>;
}

/** What came of a replay. */
export interface Outcome {
  /** The first step that differs without a known reason. */
  readonly at: number | undefined;
  readonly differences: readonly Difference[];
  /** Why other steps differ. */
  readonly reasons: readonly string[];
}

/** Response headers that the recorder kept and that mean something without a socket. */
const comparedHeaders = [
  "content-type",
  "retry-after",
  "warning",
  "allow",
  "vary",
  "cache-control",
  "location",
  "www-authenticate",
  "x-content-type-options",
];

interface OpenWatch {
  readonly at: number;
  readonly step: WatchStep;
  readonly lines: { readonly step: number; readonly line: unknown }[];
  readonly leave: AbortController;
  ended: boolean;
}

/** Replays one scenario, step by step, until something comes out otherwise. */
export class Conversation {
  readonly #place: WirePlace;
  readonly #steps: readonly Step[];
  readonly #known: Placeholders;
  readonly #varies: ReadonlySet<string>;
  readonly #watches: OpenWatch[] = [];
  #at = 0;

  constructor(place: WirePlace, config: ScenarioConfig, steps: readonly Step[]) {
    this.#place = place;
    this.#steps = steps;
    this.#varies = new Set(config.varies);
    this.#known = new Placeholders(!this.#varies.has("resourceVersion order"));
  }

  /** The steps that differ, counted from 0, and how: up to the first of which `meant` does not know why. */
  async run(meant: (at: number, differences: readonly Difference[]) => string | undefined): Promise<Outcome> {
    const reasons: string[] = [];
    const judge = (at: number, differences: readonly Difference[]): Outcome | undefined => {
      if (differences.length === 0) return undefined;
      const why = meant(at, differences);
      if (why === undefined) return { at, differences, reasons };
      reasons.push(why);
      return undefined;
    };
    try {
      for (const [at, step] of this.#steps.entries()) {
        this.#leaveDone(step);
        this.#at = at;
        const differs = judge(at, await this.#step(step));
        if (differs !== undefined) return differs;
      }
      await this.#passTime(20_000, () =>
        this.#watches.every((watch) => watch.ended || watch.step.end !== "clean"),
      );
      for (const watch of this.#watches) {
        const differs = judge(watch.at, this.#compareWatch(watch));
        if (differs !== undefined) return differs;
      }
      return { at: undefined, differences: [], reasons };
    } finally {
      for (const { leave } of this.#watches) leave.abort();
    }
  }

  /** The recorder hung up when it had seen what it waited for, and then began something else. */
  #leaveDone(next: Step): void {
    for (const { step, at, lines, leave } of this.#watches) {
      if (step.end !== "client" || lines.length < step.events!.length) continue;
      const waited = step.events!.length > 0 && step.events!.every((event) => event.step === at);
      if (next.op === "watch" || waited) leave.abort();
    }
  }

  async #step(step: Step): Promise<readonly Difference[]> {
    if (step.op === "note") return this.#note(step);
    if (step.op === "watch") return this.#watch(step);
    const response = await this.#send(step, step.method, step.body);
    if (response instanceof Error)
      return [{ part: "response", expected: step.response.status, got: String(response) }];
    const differences = await this.#compareResponse(step.response, response);
    await settle();
    return differences;
  }

  #note(step: NoteStep): readonly Difference[] {
    if (!step.says.includes("compacted")) return [{ part: "note", expected: step.says, got: "not known" }];
    this.#place.server.compact({ keepWatchCache: true });
    return [];
  }

  async #watch(step: WatchStep): Promise<readonly Difference[]> {
    const leave = new AbortController();
    const response = await this.#send(step, "GET", undefined, leave.signal);
    if (response instanceof Error)
      return [{ part: "response", expected: step.response.status, got: String(response) }];
    if (step.events === undefined) return this.#compareResponse(step.response, response);
    const watch: OpenWatch = { at: this.#at, step, lines: [], leave, ended: false };
    this.#watches.push(watch);
    const differences = this.#compareHead(step.response, response);
    if (differences.length > 0) return differences;
    void this.#read(watch, response);
    await settle();
    // The recorder waited for a watch that ends by itself, unless it did something meanwhile.
    const waited =
      step.end === "clean" &&
      !step.events.some(({ step: at }) => at > watch.at) &&
      "timeoutSeconds" in step.query;
    if (waited) await this.#passTime(20_000, () => watch.ended);
    return [];
  }

  async #read(watch: OpenWatch, response: Response): Promise<void> {
    let text = "";
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += new TextDecoder().decode(chunk);
        const lines = text.split("\n");
        text = lines.pop()!;
        for (const line of lines) watch.lines.push({ step: this.#at, line: JSON.parse(line) as unknown });
      }
      if (text !== "") watch.lines.push({ step: this.#at, line: JSON.parse(text) as unknown });
      watch.ended = true;
    } catch (error) {
      if (!watch.leave.signal.aborted) throw error;
    }
  }

  async #send(
    step: RequestStep | WatchStep,
    method: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<Response | Error> {
    const url = new URL(`http://127.0.0.1:6443${step.path}`);
    for (const [name, value] of Object.entries(this.#fill(step.query))) {
      for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, String(one));
    }
    const headers = new Headers(this.#place.headersOf(step.as));
    const sent = textOf(this.#fill({ body })["body"]);
    if (sent !== undefined) headers.set("content-type", "application/json");
    for (const [name, value] of Object.entries(step.headers)) headers.set(name, value as string);
    const answer = this.#place.server
      .fetch(url, {
        method,
        headers,
        ...(sent === undefined ? {} : { body: sent }),
        ...(signal === undefined ? {} : { signal }),
      })
      .catch((error: unknown) => error as Error);
    let settled = false;
    void answer.then(() => (settled = true));
    await this.#passTime(10_000, () => settled);
    return answer;
  }

  /** Values for what the recording sends before it has seen it: an uid or a version of something else. */
  #fill(recorded: object): Record<string, unknown> {
    return this.#known.fill(recorded, (kind) =>
      kind === "uid" ? "00000000-0000-4000-8000-000000000000" : "1",
    ) as Record<string, unknown>;
  }

  async #compareResponse(recorded: RecordedResponse, response: Response): Promise<readonly Difference[]> {
    const text = await response.text();
    const head = this.#compareHead(recorded, response);
    if (head.length > 0)
      return head.map((one) =>
        one.part === "status" ? { ...one, got: `${String(one.got)} ${text.slice(0, 300)}` } : one,
      );
    if (recorded.body === undefined) return [];
    const type = response.headers.get("content-type") ?? "";
    const yaml = type.startsWith("application/yaml");
    const body: unknown = type.startsWith("application/json") ? JSON.parse(text) : yaml ? parse(text) : text;
    const expected = yaml ? (parse(recorded.body as string) as unknown) : recorded.body;
    return this.#compareValue("body", expected, recorded.reduced ? this.#digest(recorded.body, body) : body);
  }

  #digest(recorded: unknown, body: unknown): unknown {
    const digest = digestLike(recorded, body);
    if (!this.#varies.has("list order")) return digest;
    const names = (digest as { names?: string[] }).names;
    return names === undefined ? digest : { ...(digest as object), names: names.toSorted() };
  }

  #compareHead(recorded: RecordedResponse, response: Response): readonly Difference[] {
    if (response.status !== recorded.status) {
      return [
        {
          part: "status",
          expected: `${recorded.status} ${JSON.stringify(recorded.body) ?? ""}`.slice(0, 600),
          got: response.status,
        },
      ];
    }
    const differences: Difference[] = [];
    for (const name of comparedHeaders) {
      const expected = (recorded.headers as Record<string, string | undefined>)[name];
      const got = response.headers.get(name) ?? undefined;
      if (expected === undefined ? got === undefined : this.#known.matches(expected, got ?? "")) continue;
      differences.push({ part: `header ${name}`, expected, got });
    }
    return differences;
  }

  #compareWatch({ step, lines, ended, at }: OpenWatch): readonly Difference[] {
    const recorded = this.#comparable(step.events!, step.query);
    const got = this.#comparable(lines, step.query);
    for (const [index, event] of recorded.entries()) {
      const other = got[index];
      if (other === undefined) break;
      const differences = this.#compareValue(`event ${index}`, event.line, other.line);
      if (differences.length > 0) return differences;
      if (!this.#varies.has("step") && other.step > Math.max(event.step, at)) {
        return [{ part: `event ${index} step`, expected: event.step, got: other.step }];
      }
    }
    if (recorded.length !== got.length) {
      const shown = (events: readonly { line: unknown }[]): unknown =>
        events.map(({ line }) => summary(line));
      return [{ part: "events", expected: shown(recorded), got: shown(got) }];
    }
    const end = ended ? "clean" : "client";
    return end === step.end ? [] : [{ part: "end", expected: step.end, got: end }];
  }

  #comparable<E extends { line: unknown }>(events: readonly E[], query: object): readonly E[] {
    // The server chooses when it sends a bookmark.
    const free = !("timeoutSeconds" in query);
    let kept = events.filter(({ line }) => !free || !isPlainBookmark(line));
    if (this.#varies.has("bookmarks"))
      kept = kept.filter(({ line }) => (line as { type?: string }).type !== "BOOKMARK");
    if (this.#varies.has("event order")) kept = inOneOrder(kept);
    return kept;
  }

  #compareValue(part: string, recorded: unknown, got: unknown): readonly Difference[] {
    const expected = this.#varies.has("list order") ? withSortedNames(recorded) : recorded;
    const where = differenceOf(expected, got, this.#known);
    if (where === undefined) return [];
    return [{ part: `${part}${where}`, expected: valueAt(expected, where), got: valueAt(got, where) }];
  }

  /** Lets time pass in small steps until `done`. */
  async #passTime(limitMs: number, done: () => boolean): Promise<void> {
    await settle();
    for (let passed = 0; passed < limitMs && !done(); passed += 100) {
      this.#place.clock.advance(100);
      await settle();
    }
  }
}

/** The first events of a stream in the order of their names: servers promise none. */
function inOneOrder<E extends { line: unknown }>(events: readonly E[]): E[] {
  const first = events.findIndex(({ line }) => (line as { type?: string }).type !== "ADDED");
  const count = first === -1 ? events.length : first;
  const name = ({ line }: E): string =>
    (line as { object: { metadata: { name: string } } }).object.metadata.name;
  return [
    ...events.slice(0, count).toSorted((a, b) => name(a).localeCompare(name(b))),
    ...events.slice(count),
  ];
}

function isPlainBookmark(line: unknown): boolean {
  const { type, object } = line as { type?: string; object?: { metadata?: { annotations?: object } } };
  return type === "BOOKMARK" && object?.metadata?.annotations === undefined;
}

function withSortedNames(recorded: unknown): unknown {
  const names = (recorded as { names?: string[] } | null)?.names;
  return Array.isArray(names) ? { ...(recorded as object), names: names.toSorted() } : recorded;
}

function summary(line: unknown): string {
  const { type, object } = line as {
    type?: string;
    object?: { metadata?: { name?: string; resourceVersion?: string } };
  };
  return `${type ?? "object"} ${object?.metadata?.name ?? ""} ${object?.metadata?.resourceVersion ?? ""}`;
}

/** The bytes of a recorded body. Long ones are named: `$ConfigMap "big" with 1200000 bytes of data`. */
function textOf(body: unknown): string | undefined {
  if (body === undefined) return undefined;
  if (typeof body !== "string") return JSON.stringify(body);
  const long = /^\$(\w+) "(.+)" with (\d+) bytes of data$/u.exec(body);
  if (long === null) return body;
  const [, kind, name, bytes] = long;
  return JSON.stringify({
    kind,
    apiVersion: "v1",
    metadata: { name },
    data: { a: "x".repeat(Number(bytes)) },
  });
}

/** Lets everything run that does not wait for time. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
