import { Controller, type ControllerOptions, type Observer, type RunEnded } from "@workset/controller";
import {
  RateLimitingQueue,
  type KeyOfOrDelayedQueue,
  type RateLimitingQueueOptions,
} from "@workset/rate-limiters";
import { LeakError } from "./leak-error.ts";
import { SteppingClock } from "./stepping-clock.ts";
import { settle, waitFor } from "./turns.ts";
import { UnhandledRejections } from "./unhandled-rejections.ts";

/** How a controller is tested: its own options, with the queue and the clock of the kit. */
export interface TestControllerOptions<T> extends Omit<ControllerOptions<T>, "name" | "queue" | "clock"> {
  /** @defaultValue "test" */
  readonly name?: string;
  /**
   * How the queue is made; `keyOf` is needed unless the items are strings.
   * @defaultValue one that merges waiting and active keys, with client-go's limiter
   */
  readonly queue?: Omit<RateLimitingQueueOptions<T>, "clock">;
  /**
   * The clock; give one if the handler uses it as well.
   * @defaultValue a new one
   */
  readonly clock?: SteppingClock;
  /**
   * How long {@link TestController.run} and {@link TestController.drain} wait, in milliseconds of real time.
   * @defaultValue 5000
   */
  readonly timeoutMs?: number;
}

/** A run that has ended. */
export interface TestRun<T> extends RunEnded {
  readonly key: string;
  readonly item: T;
  readonly attempt: number;
}

/** A controller under test. */
export interface TestController<T> extends AsyncDisposable {
  readonly controller: Controller<T>;
  readonly queue: RateLimitingQueue<T>;
  readonly clock: SteppingClock;
  /** The runs that have ended, in the order in which they ended. */
  readonly runs: readonly TestRun<T>[];
  /** Starts the controller; the other methods do it by themselves. @throws What `Controller.start` throws. */
  start(): Promise<void>;
  /**
   * Adds a key and waits for the end of its next run.
   * @throws Error when no run ends in time: the handler may wait for the clock, which {@link step} moves.
   */
  run(item: T): Promise<TestRun<T>>;
  /**
   * Waits until no key is ready or processing; those that wait for their time stay. Gives the runs that ended meanwhile.
   * @throws Error when that takes too long, naming the keys.
   */
  drain(): Promise<readonly TestRun<T>[]>;
  /** Moves the clock, timer by timer, and gives the runs that ended meanwhile. */
  step(ms: number): Promise<readonly TestRun<T>[]>;
  /**
   * Stops the controller. A second call does nothing.
   * @throws LeakError when a handler has not ended after its signal was aborted, when a timer is pending, or when a promise
   * was rejected and not awaited.
   */
  stop(): Promise<void>;
}

/** A controller on a clock that stands still, with an in-process queue. */
export function testController<T = string>(options: TestControllerOptions<T>): TestController<T> {
  return new TestKit(options);
}

class TestKit<T> implements TestController<T> {
  readonly controller: Controller<T>;
  readonly queue: RateLimitingQueue<T>;
  readonly clock: SteppingClock;
  readonly runs: TestRun<T>[] = [];
  readonly #timeoutMs: number;
  readonly #rejections = new UnhandledRejections();
  #stopped: Promise<void> | undefined;

  constructor(options: TestControllerOptions<T>) {
    const { name = "test", queue, clock = new SteppingClock(), timeoutMs = 5000, ...rest } = options;
    this.clock = clock;
    this.#timeoutMs = timeoutMs;
    const queueOptions = { merge: true, ...queue, clock };
    this.queue = new RateLimitingQueue<T>(
      queueOptions as RateLimitingQueueOptions<T> & KeyOfOrDelayedQueue<T>,
    );
    this.controller = new Controller<T>({
      ...rest,
      name,
      queue: this.queue,
      clock,
      observers: [this.#recorder(), ...(rest.observers ?? [])],
    });
  }

  #recorder(): Observer {
    return {
      started: ({ key, item, attempt }) => {
        return (end) => void this.runs.push({ key, item: item as T, attempt, ...end });
      },
    };
  }

  start(): Promise<void> {
    return this.controller.start();
  }

  async run(item: T): Promise<TestRun<T>> {
    await this.start();
    const before = this.runs.length;
    const key = this.queue.keyOf(item);
    await this.controller.add(item);
    const ended = (): TestRun<T> | undefined => this.runs.slice(before).find((run) => run.key === key);
    await waitFor(() => ended() !== undefined, this.#timeoutMs);
    return ended() ?? this.#timedOut(`no run of ${key} ended`);
  }

  async drain(): Promise<readonly TestRun<T>[]> {
    await this.start();
    const before = this.runs.length;
    const isQuiet = (): boolean => {
      const { ready, processing } = this.queue.stats();
      return ready + processing === 0;
    };
    if (!(await waitFor(isQuiet, this.#timeoutMs))) this.#timedOut("the keys were not all processed");
    return this.runs.slice(before);
  }

  #timedOut(what: string): never {
    const busy = Array.from(this.queue.list(), ({ key, state }) => `${key} (${state})`).join(", ");
    throw new Error(
      `${what} within ${this.#timeoutMs} ms; if a handler waits for the clock, call step(). ` +
        `The queue holds ${busy || "nothing"}`,
    );
  }

  async step(ms: number): Promise<readonly TestRun<T>[]> {
    await this.start();
    const before = this.runs.length;
    await this.clock.step(ms);
    return this.runs.slice(before);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    let stopped = false;
    const stopping = this.controller.stop({ deadlineMs: 1, graceMs: 1 }).finally(() => (stopped = true));
    await settle();
    while (!stopped) await this.clock.step(1);
    const { abandoned } = await stopping;
    this.queue[Symbol.dispose]();
    await settle();
    this.#rejections[Symbol.dispose]();
    const { pendingTimers } = this.clock;
    const leaks = [
      ...abandoned.map((key) => `the handler of ${key}, which did not end when its signal was aborted`),
      ...(pendingTimers > 0 ? [`${pendingTimers} timer${pendingTimers > 1 ? "s" : ""} on the clock`] : []),
      ...this.#rejections.reasons.map(
        (reason) => `a rejected promise that was not awaited: ${String(reason)}`,
      ),
    ];
    if (leaks.length > 0) throw new LeakError(leaks);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
