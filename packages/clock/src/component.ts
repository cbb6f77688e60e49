/** How a {@link Component} is doing. */
export interface ComponentStatus {
  /** Where it is in its life. */
  readonly state: "new" | "starting" | "running" | "stopping" | "stopped" | "failed";
  /** Whether it works, or may yet work; if not, only a restart of the program helps. */
  readonly healthy: boolean;
  /** Whether it works now. */
  readonly ready: boolean;
  /** Why it does not, in words for an operator. */
  readonly reason?: string;
}

/** How a component is stopped. */
export interface StopOptions {
  /** How long its work under way has to end, in milliseconds. Each component states its default. */
  readonly deadlineMs?: number;
  /** Ends the wait as the deadline does. */
  readonly signal?: AbortSignal;
}

/** How a stop ended. Components add what they have to say. */
export interface StopReport {
  /** `"finished"`: all work under way ended by itself. Otherwise what cut it short. */
  readonly ended: "finished" | "deadline" | "aborted";
}

/** A part of a program that is started and stopped: an informer, a source of keys, a pool of workers, a controller. */
export interface Component<
  Options extends StopOptions = StopOptions,
  Report extends StopReport = StopReport,
> {
  /** The name for logs and reports. */
  readonly name: string;
  /** Resolves when it runs. A second call gives the same promise. @throws Error when it cannot start, or was stopped. */
  start(signal?: AbortSignal): Promise<void>;
  /** Resolves when it has stopped, also when it never started. A second call gives the same promise. */
  stop(options?: Options): Promise<Report>;
  /** How it is doing now. */
  readonly status: ComponentStatus;
}
