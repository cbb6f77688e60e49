import { context, SpanKind, SpanStatusCode, trace, type Span, type Tracer } from "@opentelemetry/api";
import type { Handler, Observer, RunEnded } from "@workset/controller";
import { RecentLinks } from "./recent-links.ts";

/** What is traced, and where to. */
export interface TracingOptions {
  /** @defaultValue the one that the global provider gives for `@workset/opentelemetry` */
  readonly tracer?: Tracer;
  /**
   * Whether spans carry the key as `workset.key`. Keys may be names of people or of secrets.
   * @defaultValue false
   */
  readonly keys?: boolean;
  /**
   * Of how many keys it is remembered who asked for them. Of more, those asked for longest ago have no links.
   * @defaultValue 10,000
   */
  readonly maxKeys?: number;
}

/** An observer that makes a span of each run; give it to any number of controllers. */
export interface Tracing extends Observer {
  /**
   * The handler, run inside the span of its run, so that what it starts are children of that. It needs the name of the
   * controller, and a context manager that the application has set.
   */
  inside<T>(controller: string, handler: Handler<T>): Handler<T>;
}

/**
 * Traces runs. A span is called `run` and the name of the controller. It is linked to the spans that were active when its
 * key was asked for, and to that of the run before, when that failed. A failed run has an exception and an error status;
 * `workset.outcome` says what became of the key.
 */
export function tracing(options: TracingOptions = {}): Tracing {
  const { keys = false, maxKeys = 10_000 } = options;
  const tracer = options.tracer ?? trace.getTracer("@workset/opentelemetry");
  const links = new RecentLinks(maxKeys);
  const underWay = new Map<string, Span>();

  return {
    enqueued({ controller, key }) {
      const from = trace.getSpanContext(context.active());
      if (from) links.add(idOf(controller, key), from);
    },
    started({ controller, key, attempt, priority }) {
      const id = idOf(controller, key);
      const span = tracer.startSpan(`run ${controller}`, {
        root: true,
        kind: SpanKind.CONSUMER,
        links: links.take(id),
        attributes: {
          "workset.controller": controller,
          "workset.attempt": attempt,
          "workset.priority": priority,
          ...(keys && { "workset.key": key }),
        },
      });
      underWay.set(id, span);
      return (ended) => {
        // A run that was abandoned ends after the next one of its key has begun.
        if (underWay.get(id) === span) underWay.delete(id);
        if (ended.outcome.next === "retry") links.add(id, span.spanContext());
        endSpan(span, ended);
      };
    },
    overdue({ controller, key }) {
      underWay.get(idOf(controller, key))?.addEvent("overdue");
    },
    inside(controller, handler) {
      return (run) => {
        const span = underWay.get(idOf(controller, run.key));
        if (!span) return handler(run);
        return context.with(trace.setSpan(context.active(), span), () => handler(run));
      };
    },
  };
}

function idOf(controller: string, key: string): string {
  return `${controller}\0${key}`;
}

function endSpan(span: Span, { outcome, timedOut }: RunEnded): void {
  span.setAttribute("workset.outcome", outcome.next);
  if (timedOut) span.setAttribute("workset.timed_out", true);
  if ("cause" in outcome) {
    const { cause } = outcome;
    span.recordException(cause instanceof Error ? cause : String(cause));
    span.setStatus({
      code: SpanStatusCode.ERROR,
      message: cause instanceof Error ? cause.message : String(cause),
    });
  }
  span.end();
}
