import type { HealthReport } from "@workset/controller";

/** What the probes serve. */
export interface ProbesContent {
  /** A `Runner`, or any object with the same two methods. */
  readonly runner: { health(): HealthReport; readiness(): HealthReport };
  /**
   * The metrics as text and their content type: `metrics()` and `contentType` of a registry of prom-client.
   * @defaultValue none: `/metrics` answers 404
   */
  readonly metrics?: () => Metrics | Promise<Metrics>;
}

/** Metrics as they are scraped. */
export interface Metrics {
  readonly text: string;
  readonly contentType: string;
}

/** The answer to a request. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** @defaultValue plain text */
  readonly contentType?: string;
  /** The allowed methods, when it was none of them. */
  readonly allow?: string;
}

/** The answer to a request. @throws What the runner or the metrics throw. */
export async function answerTo(
  method: string,
  url: string,
  { runner, metrics }: ProbesContent,
): Promise<Answer> {
  const path = url.split("?", 1)[0];
  const answers = new Map<string | undefined, () => Answer | Promise<Answer>>([
    ["/healthz", () => statusAnswer(runner.health(), "healthy")],
    ["/readyz", () => statusAnswer(runner.readiness(), "ready")],
  ]);
  if (metrics) answers.set("/metrics", async () => metricsAnswer(await metrics()));
  const answer = answers.get(path);
  if (!answer) return { status: 404, body: `Not found. Paths: ${[...answers.keys()].join(", ")}.\n` };
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, body: "Only GET and HEAD are allowed.\n", allow: "GET, HEAD" };
  }
  return answer();
}

function metricsAnswer({ text, contentType }: Metrics): Answer {
  return { status: 200, body: text, contentType };
}

function statusAnswer({ ok, components }: HealthReport, question: "healthy" | "ready"): Answer {
  const lines = components.map((component) => {
    const reason = component.reason === undefined ? "" : `: ${component.reason}`;
    return `[${component[question] ? "+" : "-"}] ${component.name} ${component.state}${reason}\n`;
  });
  return { status: ok ? 200 : 503, body: `${ok ? "" : "not "}${question}\n${lines.join("")}` };
}
