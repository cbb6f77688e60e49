import { isDeepStrictEqual } from "node:util";
import { ManualClock } from "@workset/clock";
import { DelayingQueue } from "@workset/delaying";
import { fields, list, number, optional, set, text, type Check } from "../checks.ts";
import { clockVerbs } from "../clock-verbs.ts";
import { component, type Component } from "../component.ts";
import { QueuePlace } from "../queue-place.ts";
import { delayVerbs, queueVerbs } from "../queue-verbs.ts";
import type { Place } from "../replay-trace.ts";
import type { ReplayedDelayedQueue } from "../replayed-queue.ts";
import type { Difference } from "../verdict.ts";
import { WatchedMetrics } from "../watched-metrics.ts";

interface Config {
  readonly name: string;
  readonly created: readonly string[];
}

/** Where a recording with metrics is replayed: a queue with delays, and what its meters show. */
class MetricsPlace implements Place {
  readonly clock: ManualClock = new ManualClock();
  readonly queue: ReplayedDelayedQueue;
  readonly made: readonly Difference[];
  readonly #queue: QueuePlace<ReplayedDelayedQueue>;
  readonly #metrics: WatchedMetrics;

  constructor({ name, created }: Config) {
    const { clock } = this;
    const metrics = new WatchedMetrics(name);
    const queue = new DelayingQueue({ name, clock, metrics });
    this.queue = queue;
    this.#queue = new QueuePlace<ReplayedDelayedQueue>(queue, clock, () => queue[Symbol.dispose]());
    this.#metrics = metrics;
    const got = metrics.created.toSorted();
    this.made = isDeepStrictEqual(created, got) ? [] : [{ part: "created", expected: created, got }];
  }

  settle(): Promise<void> {
    return this.#queue.settle();
  }

  takeResolved(): readonly [] {
    return [];
  }

  async look(): Promise<object> {
    return { len: await this.queue.length, nowMs: this.clock.now(), ...this.#metrics.look() };
  }

  close(): unknown {
    return this.#queue.close();
  }
}

/** Observations of one step: in no order, and absent where there are none. */
const observations: Check<readonly number[]> = (value, at) =>
  list(number)(value, at).toSorted((a, b) => a - b);

/** `queueMetrics`. */
export function queueMetricsComponent(): Component {
  return component<Config, MetricsPlace>({
    name: "queueMetrics",
    config: fields({ name: text, created: set }),
    verbs: { ...queueVerbs, ...delayVerbs, ...clockVerbs },
    state: fields({
      len: number,
      nowMs: number,
      adds: number,
      depth: number,
      retries: number,
      unfinished: number,
      longest: number,
      latency: optional(observations, []),
      workDuration: optional(observations, []),
    }),
    open: (config) => new MetricsPlace(config),
  });
}
