import type { ControllerSeries } from "./metrics-provider.ts";
import { SharedByName } from "./shared-by-name.ts";

/** What a `MemoryMetrics` has been told of one controller. The durations are all there, in order. */
export interface RecordedController {
  /** Runs that ended well, with nothing more to do. */
  success: number;
  /** Runs that ended well and named a time to come again. */
  requeueAfter: number;
  /** Runs that failed. */
  error: number;
  /** Runs that failed and whose key was given up. */
  terminalErrors: number;
  /** Runs that passed their time limit. */
  timeouts: number;
  /** How many runs may be under way at once. */
  maxConcurrent: number;
  /** How many runs are under way. */
  activeWorkers: number;
  /** Seconds that each run took. */
  readonly runTime: number[];
}

/** The series of controllers by name; those of one name share theirs, which are alive until the last is disposed. */
export class MemoryControllers {
  readonly #shared = new SharedByName<RecordedController>(nothingYet);

  /** What was recorded; `undefined` when no series of that name is alive. */
  of(name: string): RecordedController | undefined {
    return this.#shared.of(name);
  }

  use(name: string): ControllerSeries {
    const use = this.#shared.use(name);
    const { recorded } = use;
    return {
      success: { inc: (by = 1) => void (recorded.success += by) },
      requeueAfter: { inc: (by = 1) => void (recorded.requeueAfter += by) },
      error: { inc: (by = 1) => void (recorded.error += by) },
      terminalErrors: { inc: (by = 1) => void (recorded.terminalErrors += by) },
      timeouts: { inc: (by = 1) => void (recorded.timeouts += by) },
      runTime: { observe: (seconds) => void recorded.runTime.push(seconds) },
      maxConcurrent: { set: (value) => void (recorded.maxConcurrent = value) },
      activeWorkers: { set: (value) => void (recorded.activeWorkers = value) },
      [Symbol.dispose]: () => use[Symbol.dispose](),
    };
  }
}

function nothingYet(): RecordedController {
  return {
    success: 0,
    requeueAfter: 0,
    error: 0,
    terminalErrors: 0,
    timeouts: 0,
    maxConcurrent: 0,
    activeWorkers: 0,
    runTime: [],
  };
}
