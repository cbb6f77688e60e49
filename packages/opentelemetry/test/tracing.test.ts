import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { Controller, TerminalError, type Handler, type RunEnded, type RunStarted } from "@workset/controller";
import { tracing, type Tracing, type TracingOptions } from "@workset/opentelemetry";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

beforeAll(() => context.setGlobalContextManager(new StackContextManager().enable()));
afterAll(() => context.disable());

function setUp(options: Omit<TracingOptions, "tracer"> = {}) {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer("test");
  return { exporter, tracer, observer: tracing({ ...options, tracer }) };
}

async function running(
  observer: Tracing,
  reconcile: Handler<string>,
  before?: (controller: Controller) => Promise<void>,
) {
  const limiter = { when: () => 0, after: () => 0, countsFailures: true, forget() {}, numRequeues: () => 0 };
  const controller = new Controller({
    name: "pods",
    queue: new RateLimitingQueue({ limiter }),
    observers: [observer],
    reconcile,
  });
  await before?.(controller);
  await controller.start();
  return controller;
}

const start = (key: string): RunStarted => ({ controller: "pods", key, item: key, attempt: 1, priority: 0 });
const done: RunEnded = { outcome: { next: "done" }, runMs: 0, timedOut: false };

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe("tracing", () => {
  it("makes a span of each run, a trace by itself, without the key", async () => {
    const { exporter, observer, tracer } = setUp();
    await using controller = await running(observer, () => {});
    tracer.startActiveSpan("request", (request) => {
      void controller.add("secret");
      request.end();
    });
    await turn();
    const [request, run] = exporter.getFinishedSpans();
    expect(run).toMatchObject({
      name: "run pods",
      kind: SpanKind.CONSUMER,
      attributes: {
        "workset.controller": "pods",
        "workset.attempt": 1,
        "workset.priority": 0,
        "workset.outcome": "done",
      },
      status: { code: SpanStatusCode.UNSET },
    });
    expect(run?.attributes).not.toHaveProperty("workset.key");
    expect(run?.spanContext().traceId).not.toBe(request?.spanContext().traceId);
  });

  it("links a run to the spans that asked for its key, all of a burst, and to no other", async () => {
    const { exporter, observer, tracer } = setUp();
    const ids: string[] = [];
    const ask = (controller: Controller, key: string): Promise<void> =>
      tracer.startActiveSpan(`asks ${key}`, (request) => {
        ids.push(request.spanContext().spanId);
        request.end();
        return controller.add(key);
      });
    await using controller = await running(
      observer,
      () => {},
      async (controller) => {
        for (const key of ["a", "b", "a"]) await ask(controller, key);
      },
    );
    await turn();
    await controller.add("a");
    await turn();
    const runs = exporter.getFinishedSpans().filter(({ name }) => name === "run pods");
    const linked = runs.map(({ links }) => links.map((link) => link.context.spanId));
    expect(linked).toEqual([[ids[0], ids[2]], [ids[1]], []]);
  });

  it("records why a run failed, and links the next run to it", async () => {
    const { exporter, observer } = setUp();
    await using controller = await running(observer, ({ attempt }) => {
      if (attempt === 1) throw new Error("not yet");
      throw new TerminalError("never");
    });
    await controller.add("a");
    await turn();
    const [first, second] = exporter.getFinishedSpans();
    expect(first?.status).toEqual({ code: SpanStatusCode.ERROR, message: "not yet" });
    expect(first?.events).toMatchObject([
      { name: "exception", attributes: { "exception.message": "not yet" } },
    ]);
    expect(first?.attributes["workset.outcome"]).toBe("retry");
    expect(second?.attributes).toMatchObject({ "workset.outcome": "give-up", "workset.attempt": 2 });
    expect(second?.links.map((link) => link.context.spanId)).toEqual([first?.spanContext().spanId]);
  });

  it("records the key when asked to", async () => {
    const { exporter, observer } = setUp({ keys: true });
    await using controller = await running(observer, () => {});
    await controller.add("default/web");
    await turn();
    expect(exporter.getFinishedSpans()[0]?.attributes["workset.key"]).toBe("default/web");
  });

  it("runs a handler inside its span", async () => {
    const { exporter, observer, tracer } = setUp();
    const handler = observer.inside<string>("pods", () => tracer.startSpan("query").end());
    await using controller = await running(observer, handler);
    await controller.add("a");
    await turn();
    const [query, run] = exporter.getFinishedSpans();
    expect(query?.name).toBe("query");
    expect(query?.parentSpanContext?.spanId).toBe(run?.spanContext().spanId);
  });

  it("runs a handler as it is where there is no span", () => {
    const { observer } = setUp();
    const handler = observer.inside<string>("others", () => {
      expect(trace.getActiveSpan()).toBeUndefined();
      return { next: "done" };
    });
    expect(handler({ key: "a" } as never)).toEqual({ next: "done" });
  });

  it("marks a run that is overdue, and one that ended so", () => {
    const { exporter, observer } = setUp();
    const ended = observer.started?.({ controller: "pods", key: "a", item: "a", attempt: 1, priority: 0 });
    observer.overdue?.({ controller: "pods", key: "a", runMs: 10 });
    ended?.({ outcome: { next: "retry", cause: "late" }, runMs: 12, timedOut: true });
    const [run] = exporter.getFinishedSpans();
    expect(run?.events.map(({ name }) => name)).toEqual(["overdue", "exception"]);
    expect(run?.attributes["workset.timed_out"]).toBe(true);
    expect(run?.status.message).toBe("late");
  });

  it("forgets the span of a run that has ended", () => {
    const { observer } = setUp();
    observer.started?.(start("a"))?.(done);
    const handler = observer.inside<string>("pods", () => expect(trace.getActiveSpan()).toBeUndefined());
    void handler({ key: "a" } as never);
    expect.assertions(1);
  });

  it("makes a trace of its own also where a span is active", () => {
    const { exporter, observer, tracer } = setUp();
    tracer.startActiveSpan("outer", () => observer.started?.(start("a"))?.(done));
    expect(exporter.getFinishedSpans()[0]?.parentSpanContext).toBeUndefined();
  });

  it("distinguishes two runs of one key, of which the first was abandoned and ends late", () => {
    const { exporter, observer } = setUp();
    const endFirst = observer.started?.(start("a"));
    const endSecond = observer.started?.(start("a"));
    endFirst?.(done);
    observer.overdue?.({ controller: "pods", key: "a", runMs: 10 });
    endSecond?.(done);
    expect(exporter.getFinishedSpans().map(({ events }) => events.length)).toEqual([0, 1]);
  });

  it("links a run to the last eight of all that asked for its key", () => {
    const { exporter, observer, tracer } = setUp();
    tracer.startActiveSpan("request", () => {
      for (let i = 0; i < 20; i++) observer.enqueued?.({ controller: "pods", key: "a", source: "add" });
    });
    observer.started?.(start("a"))?.(done);
    expect(exporter.getFinishedSpans()[0]?.links).toHaveLength(8);
  });

  it("remembers the callers of a limited number of keys", () => {
    const { exporter, observer, tracer } = setUp({ maxKeys: 2 });
    tracer.startActiveSpan("request", () => {
      for (const key of ["a", "b", "a", "c"]) observer.enqueued?.({ controller: "pods", key, source: "add" });
    });
    for (const key of ["a", "b", "c"]) {
      observer.started?.(start(key))?.(done);
    }
    expect(exporter.getFinishedSpans().map(({ links }) => links.length)).toEqual([2, 0, 1]);
  });
});
