import process from "node:process";
import { Controller, type ControllerOptions, type Observer, type RunEnded } from "@workset/controller";
import {
  RateLimitingQueue,
  type KeyOfOrDelayedQueue,
  type RateLimitingQueueOptions,
} from "@workset/rate-limiters";
import { LeakError } from "./leak-error.ts";
import { SteppingClock } from "./stepping-clock.ts";
import { becomes, settle } from "./turns.ts";

/** How a controller is tested: its own options, with a queue and a clock of the kit's. */
export interface TestControllerOptions<T> extends Omit<ControllerOptions<T>, "name" | "queue" | "clock"> {
  /** @defaultValue "test" */
  readonly name?: string;
  /**
   * How the queue is made; `keyOf` is needed unless the items are strings.
   * @defaultValue one that merges waiting and active keys, with client-go's limiter
   */
  readonly queue?: Omit<RateLimitingQueueOptions<T>, "clock">;
  /**
   * The clock; give one where the handler uses it, too.
   * @defaultValue a new one
   */
  readonly clock?: SteppingClock;
  /**
   * How long {@link TestController.run} and {@link TestController.drain} wait, in milliseconds of real time.
   * @defaultValue 1000
   */
  readonly patienceMs?: number;
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
  /** The runs that have ended, in that order. */
  readonly runs: readonly TestRun<T>[];
  /** Starts the controller; the other verbs do it by themselves. @throws What `Controller.start` throws. */
  start(): Promise<void>;
  /**
   * Adds a key and waits for the end of its next run.
   * @throws Error when there is none in time: it may wait for the clock, which {@link step} moves.
   */
  run(item: T): Promise<TestRun<T>>;
  /**
   * Waits until no key is ready or in hand; those that wait for their time stay. Gives the runs that ended meanwhile.
   * @throws Error when that does not come in time, naming the keys.
   */
  drain(): Promise<readonly TestRun<T>[]>;
  /** Moves the clock, timer by timer, and gives the runs that ended meanwhile. */
  step(ms: number): Promise<readonly TestRun<T>[]>;
  /**
   * Stops the controller. A second call does nothing.
   * @throws LeakError when a handler has not ended though its signal was aborted, when a timer is pending, or when a
   * promise was rejected that nobody awaited.
   */
  stop(): Promise<void>;
}

/** A controller on a clock that stands still and a queue in the process. */
export function testController<T = string>(options: TestControllerOptions<T>): TestController<T> {
  return new Kit(options);
}

class Kit<T> implements TestController<T> {
  readonly controller: Controller<T>;
  readonly queue: RateLimitingQueue<T>;
  readonly clock: SteppingClock;
  readonly runs: TestRun<T>[] = [];
  readonly #patienceMs: number;
  readonly #rejections: unknown[] = [];
  #stopped: Promise<void> | undefined;

  constructor(options: TestControllerOptions<T>) {
    const { name = "test", queue, clock = new SteppingClock(), patienceMs = 1000, ...rest } = options;
    this.clock = clock;
    this.#patienceMs = patienceMs;
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
    process.on("unhandledRejection", this.#onRejection);
  }

  readonly #onRejection = (reason: unknown): void => void this.#rejections.push(reason);

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
    await becomes(() => ended() !== undefined, this.#patienceMs);
    return ended() ?? this.#impatient(`${key} had no run that ended`);
  }

  async drain(): Promise<readonly TestRun<T>[]> {
    await this.start();
    const before = this.runs.length;
    const quiet = (): boolean => {
      const { ready, processing } = this.queue.stats();
      return ready + processing === 0;
    };
    if (!(await becomes(quiet, this.#patienceMs))) this.#impatient("keys are still ready or in hand");
    return this.runs.slice(before);
  }

  #impatient(what: string): never {
    const busy = Array.from(this.queue.list(), ({ key, state }) => `${key} (${state})`).join(", ");
    throw new Error(
      `${what} within ${this.#patienceMs} ms; a handler that waits for the clock needs step(). ` +
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
    process.off("unhandledRejection", this.#onRejection);
    const { pendingTimers } = this.clock;
    const leaks = [
      ...abandoned.map((key) => `the handler of ${key}, which did not end when its signal was aborted`),
      ...(pendingTimers > 0 ? [`${pendingTimers} timer${pendingTimers > 1 ? "s" : ""} on the clock`] : []),
      ...this.#rejections.map((reason) => `a rejected promise that nobody awaited: ${String(reason)}`),
    ];
    if (leaks.length > 0) throw new LeakError(leaks);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
