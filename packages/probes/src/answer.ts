import type { Verdict } from "@workset/controller";

/** What the probes ask. */
export interface Asked {
  /** A `Runner`, or whatever else can tell. */
  readonly runner: { health(): Verdict; readiness(): Verdict };
  /**
   * The metrics as text, and what kind of text that is: `contentType` and `metrics()` of a register of prom-client.
   * @defaultValue none: `/metrics` is not there
   */
  readonly metrics?: () => Metrics | Promise<Metrics>;
}

/** Metrics as they are scraped. */
export interface Metrics {
  readonly text: string;
  readonly contentType: string;
}

/** What is answered to a request. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** @defaultValue plain text */
  readonly contentType?: string;
  /** The methods there are, when it was none of them. */
  readonly allow?: string;
}

/** The answer to a request. @throws What the runner or the metrics throw. */
export async function answerTo(method: string, url: string, { runner, metrics }: Asked): Promise<Answer> {
  const path = url.split("?", 1)[0];
  const answers = new Map<string | undefined, () => Answer | Promise<Answer>>([
    ["/healthz", () => verdict(runner.health(), "healthy")],
    ["/readyz", () => verdict(runner.readiness(), "ready")],
  ]);
  if (metrics) answers.set("/metrics", async () => metricsAnswer(await metrics()));
  const answer = answers.get(path);
  if (!answer) return { status: 404, body: `There is ${[...answers.keys()].join(", ")}.\n` };
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, body: "Only GET and HEAD are answered.\n", allow: "GET, HEAD" };
  }
  return answer();
}

function metricsAnswer({ text, contentType }: Metrics): Answer {
  return { status: 200, body: text, contentType };
}

function verdict({ ok, parts }: Verdict, question: "healthy" | "ready"): Answer {
  const lines = parts.map((part) => {
    const reason = part.reason === undefined ? "" : `: ${part.reason}`;
    return `[${part[question] ? "+" : "-"}] ${part.name} ${part.state}${reason}\n`;
  });
  return { status: ok ? 200 : 503, body: `${ok ? "" : "not "}${question}\n${lines.join("")}` };
}
