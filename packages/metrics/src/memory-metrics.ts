import { MemoryControllers, type RecordedController } from "./memory-controllers.ts";
import { MemoryInformers, type RecordedInformer } from "./memory-informers.ts";
import type {
  ControllerSeries,
  DelaySeries,
  DurableSeries,
  InformerSeries,
  MetricsProvider,
  QueueSeries,
} from "./metrics-provider.ts";

/** What a {@link MemoryMetrics} has been told of one queue. Histograms hold every observation, in order. */
export interface RecordedSeries {
  /** Keys that need work now. */
  depth: number;
  /** The same, by priority; a priority that was used once stays, with 0. */
  readonly depthByPriority: Map<number, number>;
  /** Accepted adds. */
  adds: number;
  /** Calls of `addAfter` before the shutdown. */
  retries: number;
  /** Adds of a key that already needed work. */
  coalesced: number;
  /** Adds that were refused because the queue was shutting down. */
  dropped: number;
  /** Keys that wait for their time now. */
  waiting: number;
  /** The summed age of all that is in hand, in seconds, as it was last told. */
  unfinishedWork: number;
  /** The age of what has been in hand the longest, in seconds, as it was last told. */
  longestRunning: number;
  /** The age of the key that has been ready the longest, in seconds, as it was last told. */
  oldestReady: number;
  /** Keys of a durable queue that were found in hand when it was opened. */
  crashed: number;
  /** Keys of a durable queue that were in hand at too many crashes. */
  quarantined: number;
  /** Endings in a durable queue that came too late and changed nothing. */
  fenced: number;
  /** Commits of the store of a durable queue. */
  commits: number;
  /** Verbs that those commits carried. */
  committedVerbs: number;
  /** 1 while the store of a durable queue can not write, otherwise 0. */
  faulted: number;
  /** Bytes in the log of the store of a durable queue, as last looked at. */
  logBytes: number;
  /** Seconds from the first accepted add of a key until it was got. */
  readonly latency: number[];
  /** Seconds from `get` to `done`. */
  readonly workDuration: number[];
}

interface Held {
  readonly recorded: RecordedSeries;
  holders: number;
}

/**
 * A provider that remembers everything it is told: for tests, and for looking at a queue without a backend. Queues of
 * one name share their series, which are alive until the last of them is disposed.
 */
export class MemoryMetrics implements MetricsProvider {
  readonly #byName = new Map<string, Held>();
  readonly #controllers = new MemoryControllers();
  readonly #informers = new MemoryInformers();

  /** What was recorded for a queue; `undefined` when no series of that name is alive. */
  of(name: string): RecordedSeries | undefined {
    return this.#byName.get(name)?.recorded;
  }

  /** The names for which series are alive. */
  get names(): string[] {
    return [...this.#byName.keys()];
  }

  queue(name: string): QueueSeries {
    const { recorded, letGo } = this.#hold(name);
    const depthBy = (priority: number, by: number): void => {
      recorded.depth += by;
      recorded.depthByPriority.set(priority, (recorded.depthByPriority.get(priority) ?? 0) + by);
    };
    return {
      depth: { inc: (priority, by = 1) => depthBy(priority, by), dec: (priority) => depthBy(priority, -1) },
      adds: { inc: (by = 1) => void (recorded.adds += by) },
      latency: { observe: (seconds) => void recorded.latency.push(seconds) },
      workDuration: { observe: (seconds) => void recorded.workDuration.push(seconds) },
      unfinishedWork: { set: (value) => void (recorded.unfinishedWork = value) },
      longestRunning: { set: (value) => void (recorded.longestRunning = value) },
      oldestReady: { set: (value) => void (recorded.oldestReady = value) },
      coalesced: { inc: (by = 1) => void (recorded.coalesced += by) },
      dropped: { inc: (by = 1) => void (recorded.dropped += by) },
      [Symbol.dispose]: letGo,
    };
  }

  delays(name: string): DelaySeries {
    const { recorded, letGo } = this.#hold(name);
    return {
      retries: { inc: (by = 1) => void (recorded.retries += by) },
      waiting: { set: (value) => void (recorded.waiting = value) },
      [Symbol.dispose]: letGo,
    };
  }

  durable(name: string): DurableSeries {
    const { recorded, letGo } = this.#hold(name);
    return {
      crashed: { inc: (by = 1) => void (recorded.crashed += by) },
      quarantined: { inc: (by = 1) => void (recorded.quarantined += by) },
      fenced: { inc: (by = 1) => void (recorded.fenced += by) },
      commits: { inc: (by = 1) => void (recorded.commits += by) },
      committedVerbs: { inc: (by = 1) => void (recorded.committedVerbs += by) },
      faulted: { set: (value) => void (recorded.faulted = value) },
      logBytes: { set: (value) => void (recorded.logBytes = value) },
      [Symbol.dispose]: letGo,
    };
  }

  controller(name: string): ControllerSeries {
    return this.#controllers.use(name);
  }

  /** What was recorded for a controller; `undefined` when no series of that name is alive. */
  ofController(name: string): RecordedController | undefined {
    return this.#controllers.of(name);
  }

  informer(name: string): InformerSeries {
    return this.#informers.use(name);
  }

  /** What was recorded for an informer; `undefined` when no series of that name is alive. */
  ofInformer(name: string): RecordedInformer | undefined {
    return this.#informers.of(name);
  }

  #hold(name: string): { recorded: RecordedSeries; letGo: () => void } {
    const held = this.#byName.get(name) ?? { recorded: nothingYet(), holders: 0 };
    held.holders++;
    this.#byName.set(name, held);
    let holding = true;
    const letGo = (): void => {
      if (holding && --held.holders === 0) this.#byName.delete(name);
      holding = false;
    };
    return { recorded: held.recorded, letGo };
  }
}

function nothingYet(): RecordedSeries {
  return {
    depth: 0,
    depthByPriority: new Map(),
    adds: 0,
    retries: 0,
    coalesced: 0,
    dropped: 0,
    waiting: 0,
    unfinishedWork: 0,
    longestRunning: 0,
    oldestReady: 0,
    crashed: 0,
    quarantined: 0,
    fenced: 0,
    commits: 0,
    committedVerbs: 0,
    faulted: 0,
    logBytes: 0,
    latency: [],
    workDuration: [],
  };
}
