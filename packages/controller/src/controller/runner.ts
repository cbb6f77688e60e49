import {
  abortable,
  required,
  settlesWithin,
  shown,
  systemClock,
  type Clock,
  type Component,
  type ComponentStatus,
  type StopReport,
} from "@workset/clock";
import { ControllerError } from "../work/controller-error.ts";
import { SafeLog, silentLog, type Log } from "../work/log.ts";
import {
  resolveStop,
  type ResolvedStop,
  type WorkersStopOptions,
  type WorkersStopReport,
} from "../workers/stop-options.ts";

/**
 * What a runner starts and stops: a controller, an informer, `Workers`, or an object of your own with a `name` and `stop`.
 * Every `Component` is one.
 */
export interface RunnerComponent extends Partial<AsyncDisposable> {
  /** The name for logs and reports. */
  readonly name: string;
  /** Resolves when it runs. @defaultValue it runs already */
  start?(signal?: AbortSignal): PromiseLike<void> | void;
  /** Resolves when it has stopped; also called when it never started. */
  stop(options: WorkersStopOptions): PromiseLike<StopReport | void> | void;
  /**
   * How it is doing.
   * @defaultValue what the runner knows: healthy unless its start failed, ready when it runs
   */
  readonly status?: ComponentStatus;
}

/** What runs together, and how it is stopped. */
export interface RunnerOptions {
  /** The name for logs and reports. @defaultValue "runner" */
  readonly name?: string;
  /**
   * Started in this order, each when the one before runs; stopped in the opposite order. Those of an array within it start
   * and stop together: controllers, for example, that do not wait for each other to sync.
   */
  readonly components: readonly (RunnerComponent | readonly RunnerComponent[])[];
  /**
   * Stops everything when it is aborted. The runner itself listens to no signal of the operating system.
   * @defaultValue none: `stop` is called
   */
  readonly signal?: AbortSignal;
  /**
   * How to stop when {@link signal} is aborted or a start fails.
   * @defaultValue the defaults of a stop
   */
  readonly stop?: WorkersStopOptions;
  /** @defaultValue one that writes nothing */
  readonly log?: Log;
  /** @defaultValue the system clock */
  readonly clock?: Clock;
}

/** How the stop of one component ended. */
export interface ComponentStopped {
  readonly name: string;
  /** `"abandoned"`: it had not stopped when its time was over. `"failed"`: it threw. */
  readonly ended: "stopped" | "failed" | "abandoned";
  /** Its own report, if it gives one; that of a controller says what it left. */
  readonly report?: StopReport & Partial<WorkersStopReport>;
  /** What it threw. */
  readonly error?: unknown;
}

/** How a runner stopped. */
export interface RunnerStopReport extends StopReport {
  /** How each component stopped, the last one first. */
  readonly components: readonly ComponentStopped[];
}

/** Whether all components are healthy, or ready, and the status of each. */
export interface HealthReport {
  readonly ok: boolean;
  readonly components: readonly (ComponentStatus & { readonly name: string })[];
}

/** Runs the components of one program: starts them in order, stops them in the opposite order, and reports their status. */
export class Runner implements Component<WorkersStopOptions, RunnerStopReport>, AsyncDisposable {
  readonly name: string;
  /** The components that start together, one step after another. */
  readonly #steps: readonly (readonly RunnerComponent[])[];
  readonly #components: readonly RunnerComponent[];
  readonly #stopOptions: ResolvedStop;
  readonly #signal: AbortSignal | undefined;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #states = new Map<RunnerComponent, ComponentStatus["state"]>();
  readonly #failures = new Map<RunnerComponent, unknown>();
  readonly #ended = Promise.withResolvers<RunnerStopReport>();
  readonly #stopping = new AbortController();
  #state: ComponentStatus["state"] = "new";
  #starting: Promise<void> | undefined;
  #stop: Promise<RunnerStopReport> | undefined;

  /** @throws RangeError when two components have the same name; or, naming the option, when one has no meaning. */
  constructor(options: RunnerOptions) {
    const { name = "runner", signal, stop = {}, log = silentLog, clock = systemClock } = options;
    this.name = name;
    const steps = required("components", options.components, "give what the runner starts and stops");
    this.#steps = steps.map((step) => ("stop" in step ? [step] : step));
    this.#components = this.#steps.flat();
    this.#signal = signal;
    this.#stopOptions = resolveStop(stop);
    this.#log = new SafeLog(log);
    this.#clock = clock;
    const names = new Set<string>();
    for (const component of this.#components) {
      if (names.has(component.name)) {
        throw new RangeError(
          `components must have different names, but two are called ${shown(component.name)}`,
        );
      }
      names.add(component.name);
      this.#states.set(component, "new");
    }
  }

  /**
   * Starts the components; resolves when all run. A second call gives the same promise.
   * @throws Error when a component cannot start, or the runner is stopped meanwhile: an `AggregateError` of that reason and
   * of what the stops threw, if any did. All components are stopped then.
   * ControllerError `stopped` when the runner was stopped before.
   */
  start(): Promise<void> {
    if (this.#stop && this.#state !== "failed") return Promise.reject(this.#stoppedError());
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    this.#state = "starting";
    this.#signal?.addEventListener("abort", this.#onSignal, { once: true });
    if (this.#signal?.aborted) this.#onSignal();
    try {
      for (const step of this.#steps) {
        await Promise.all(step.map((component) => this.#startComponent(component)));
      }
      this.#state = "running";
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#state = "failed";
      const { components } = await this.stop(this.#stopOptions);
      const others = components.flatMap(({ ended, error }) => (ended === "failed" ? [error] : []));
      const reason = error instanceof Error ? error.message : String(error);
      throw new AggregateError([error, ...others], `could not start: ${reason}`, { cause: error });
    }
  }

  async #startComponent(component: RunnerComponent): Promise<void> {
    const { signal } = this.#stopping;
    signal.throwIfAborted();
    this.#states.set(component, "starting");
    try {
      await abortable(Promise.resolve(component.start?.(signal)), signal);
    } catch (error) {
      if (!signal.aborted) this.#failed(component, error);
      throw error;
    }
    if (this.#states.get(component) === "starting") this.#states.set(component, "running");
    signal.throwIfAborted();
  }

  #failed(component: RunnerComponent, error: unknown): void {
    this.#states.set(component, "failed");
    this.#failures.set(component, error);
    this.#log.error({ err: error, component: component.name }, "component failed");
  }

  readonly #onSignal = (): void => {
    void this.stop(this.#stopOptions);
  };

  /**
   * Stops the components, the last first, all within one deadline; each has the grace period besides to abandon its work.
   * A component that does not stop in that time is left behind. Never rejects; a second call gives the same promise.
   * @throws TypeError or RangeError, naming the option, when one has no meaning; nothing is stopped then.
   */
  stop(options: WorkersStopOptions = this.#stopOptions): Promise<RunnerStopReport> {
    this.#stop ??= this.#stopAll(resolveStop(options));
    return this.#stop;
  }

  async #stopAll(options: ResolvedStop): Promise<RunnerStopReport> {
    const until = this.#clock.now() + options.deadlineMs;
    if (this.#state !== "failed") this.#state = "stopping";
    this.#signal?.removeEventListener("abort", this.#onSignal);
    this.#stopping.abort(this.#stoppedError());
    const components: ComponentStopped[] = [];
    for (const step of this.#steps.toReversed()) {
      const deadlineMs = Math.max(0, until - this.#clock.now());
      const stopping = step.map((component) => this.#stopComponent(component, { ...options, deadlineMs }));
      components.push(...(await Promise.all(stopping)));
    }
    if (this.#state !== "failed") this.#state = "stopped";
    const report = { ended: endOf(components), components };
    this.#ended.resolve(report);
    return report;
  }

  async #stopComponent(component: RunnerComponent, options: ResolvedStop): Promise<ComponentStopped> {
    const { name } = component;
    if (this.#states.get(component) !== "failed") this.#states.set(component, "stopping");
    const stopping = (async () => component.stop(options))();
    // A moment more than the component itself takes to give up.
    const limitMs = options.deadlineMs + options.graceMs + 1000;
    if (!(await settlesWithin(stopping, { clock: this.#clock, limitMs }))) {
      this.#log.error({ component: name }, "component did not stop in time");
      return { name, ended: "abandoned" } as const;
    }
    try {
      const report = await stopping;
      if (this.#states.get(component) !== "failed") this.#states.set(component, "stopped");
      return { name, ended: "stopped", ...(report && { report }) } as const;
    } catch (error) {
      this.#failed(component, error);
      return { name, ended: "failed", error } as const;
    }
  }

  /** Resolves when all components have stopped, with how each did. Never rejects. */
  get stopped(): Promise<RunnerStopReport> {
    return this.#ended.promise;
  }

  /** How all components together are doing: healthy if each is, ready if each is; the reason names those that are not. */
  get status(): ComponentStatus {
    const { components } = this.readiness();
    const reason = components
      .filter(({ healthy, ready }) => !healthy || !ready)
      .map(({ name, state, reason }) => `${name}: ${reason ?? state}`)
      .join("; ");
    return {
      state: this.#state,
      healthy: this.#state !== "failed" && components.every(({ healthy }) => healthy),
      ready: this.#state === "running" && components.every(({ ready }) => ready),
      ...(reason && { reason }),
    };
  }

  /** Whether every component works, or may yet work: if not, restart the program. */
  health(): HealthReport {
    return this.#report(({ healthy }) => healthy);
  }

  /** Whether every component works now. */
  readiness(): HealthReport {
    return this.#report(({ ready }) => ready);
  }

  #report(ok: (status: ComponentStatus) => boolean): HealthReport {
    const components = this.#components.map((component) => ({
      name: component.name,
      ...this.#statusOf(component),
    }));
    return { ok: components.every(ok), components };
  }

  #statusOf(component: RunnerComponent): ComponentStatus {
    const state = this.#states.get(component) ?? "new";
    const failure = this.#failures.get(component);
    if (state === "failed") {
      const reason = failure instanceof Error ? failure.message : String(failure);
      return { state, healthy: false, ready: false, reason };
    }
    if (component.status && (state === "starting" || state === "running")) return component.status;
    return { state, healthy: true, ready: state === "running" };
  }

  /**
   * Stops the components as {@link stop} does, and disposes of those that have stopped and can be disposed of: controllers
   * and informers remove their metrics then.
   * @throws AggregateError of what the disposals threw.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const { components } = await this.stop();
    const stopped = new Set(components.flatMap(({ name, ended }) => (ended === "stopped" ? name : [])));
    const errors: unknown[] = [];
    for (const component of this.#components.toReversed()) {
      if (!stopped.has(component.name)) continue;
      try {
        await component[Symbol.asyncDispose]?.();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, "components could not be disposed of");
  }

  #stoppedError(): ControllerError {
    return new ControllerError("stopped", `${this.name} was stopped; make a new one to start again`);
  }
}

/** How the stop of all ended: the worst of them. */
function endOf(components: readonly ComponentStopped[]): StopReport["ended"] {
  if (components.some(({ report }) => report?.ended === "aborted")) return "aborted";
  const isLate = components.some(
    ({ ended, report }) => ended === "abandoned" || report?.ended === "deadline",
  );
  return isLate ? "deadline" : "finished";
}
