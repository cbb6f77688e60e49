import type { Component, ComponentStatus, StopOptions, StopReport } from "@workset/clock";
import { InformerError } from "../internal/informer-error.ts";
import type { InformerSettings, SharedInformerOptions } from "./informer-options.ts";
import type { InformerStopReport } from "./informer.ts";
import { SharedInformer } from "./shared-informer.ts";

/** What the informers of a factory have in common, unless they say otherwise. */
export type InformerFactoryOptions = Pick<
  InformerSettings<never>,
  "clock" | "metrics" | "onError" | "onSlowCall" | "resyncMs" | "freeze" | "queue" | "unreadyAfterMs"
> & {
  /** The name for reports. @defaultValue "informers" */
  readonly name?: string;
};

/** How the stop of a factory ended. */
export interface FactoryStopReport extends StopReport {
  /** The reports of the informers, by name. */
  readonly informers: ReadonlyMap<string, InformerStopReport>;
}

/** An informer, and the options it was made with. */
interface Made {
  readonly informer: SharedInformer<unknown, string>;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * One informer for each kind of objects, however many parts of a program ask for it: client-go's `SharedInformerFactory`.
 */
export class InformerFactory implements AsyncDisposable, Component<StopOptions, FactoryStopReport> {
  readonly name: string;
  readonly #options: InformerFactoryOptions;
  readonly #made = new Map<string, Made>();
  readonly #started = new Set<string>();
  #stopping: Promise<FactoryStopReport> | undefined;
  #hasStopped = false;

  constructor(options: InformerFactoryOptions = {}) {
    const { name = "informers", ...common } = options;
    this.name = name;
    this.#options = common;
  }

  /**
   * The informer of this name. The first call makes it. Later calls return the same one, add the indexes they name, and give
   * the same options or leave them out.
   * @throws InformerError `"conflicting-options"` when a later call gives another option, `"stopped"` when the factory was stopped.
   */
  informer<T, Name extends string = never>(
    name: string,
    options: Omit<SharedInformerOptions<T, Name>, "name"> & Pick<SharedInformerOptions<T, Name>, "source">,
  ): SharedInformer<T, Name> {
    if (this.#stopping) this.#throwStopped();
    const known = this.#made.get(name);
    if (known) {
      checkSameOptions(name, known.options, options);
      addIndexes(known.informer, options.indexes);
      return known.informer as unknown as SharedInformer<T, Name>;
    }
    const all = { ...this.#options, ...options, name } as unknown as SharedInformerOptions<T, Name>;
    const informer = new SharedInformer<T, Name>(all);
    this.#made.set(name, {
      informer: informer as unknown as SharedInformer<unknown, string>,
      options: { ...this.#options, ...options },
    });
    return informer;
  }

  /** The names of its informers. */
  get names(): string[] {
    return [...this.#made.keys()];
  }

  /**
   * Starts the informers that have not started; call it again after making more. Resolves when they run.
   * @throws InformerError when the factory was stopped.
   */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.#stopping) this.#throwStopped();
    const starting: Promise<void>[] = [];
    for (const [name, { informer }] of this.#made) {
      if (informer.isStopped) continue;
      this.#started.add(name);
      starting.push(informer.start(signal));
    }
    await Promise.all(starting);
  }

  /** The names of started informers that have not synced. */
  get unsynced(): string[] {
    return [...this.#started].filter((name) => !this.#informer(name).hasSynced);
  }

  /** Resolves when all informers started so far have synced. @throws The signal's reason; InformerError when one is stopped before. */
  async synced(signal?: AbortSignal): Promise<void> {
    await Promise.all([...this.#started].map((name) => this.#informer(name).synced(signal)));
  }

  /** Healthy and ready as its least healthy and ready informer is; the reason names it. */
  get status(): ComponentStatus {
    if (this.#stopping) {
      return { state: this.#hasStopped ? "stopped" : "stopping", healthy: false, ready: false };
    }
    if (this.#started.size === 0)
      return { state: "new", healthy: true, ready: false, reason: "was not started" };
    const statuses = [...this.#started].map((name) => ({ name, ...this.#informer(name).status }));
    const reasons = statuses.flatMap(({ name, reason }) =>
      reason === undefined ? [] : [`${name} ${reason}`],
    );
    return {
      state: statuses.some(({ state }) => state === "starting") ? "starting" : "running",
      healthy: statuses.every(({ healthy }) => healthy),
      ready: statuses.every(({ ready }) => ready),
      ...(reasons.length > 0 && { reason: reasons.join("; ") }),
    };
  }

  /** Stops all informers, as each stops, for good. A second call gives the same promise. */
  stop(options: StopOptions = {}): Promise<FactoryStopReport> {
    this.#stopping ??= this.#stopAll(options);
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Promise.all(Array.from(this.#made.values(), ({ informer }) => informer[Symbol.asyncDispose]()));
  }

  #informer(name: string): SharedInformer<unknown, string> {
    return this.#made.get(name)!.informer;
  }

  async #stopAll(options: StopOptions): Promise<FactoryStopReport> {
    const reports = await Promise.all(
      Array.from(this.#made, async ([name, { informer }]) => [name, await informer.stop(options)] as const),
    );
    this.#hasStopped = true;
    const ended = reports.find(([, report]) => report.ended !== "finished")?.[1].ended ?? "finished";
    return { ended, informers: new Map(reports) };
  }

  #throwStopped(): never {
    throw new InformerError("stopped", `${this.name} was stopped, and neither makes nor starts informers`);
  }
}

/** @throws InformerError when an option is given that the informer was not made with. */
function checkSameOptions(name: string, made: Readonly<Record<string, unknown>>, given: object): void {
  for (const [option, value] of Object.entries(given)) {
    if (option === "indexes" || value === undefined || Object.is(value, made[option])) continue;
    throw new InformerError(
      "conflicting-options",
      `the informer ${JSON.stringify(name)} exists with another ${option}: give the same, leave it out, or choose another name`,
    );
  }
}

function addIndexes(informer: SharedInformer<unknown, string>, indexes: object | undefined): void {
  if (!indexes) return;
  const known = new Set<string>(informer.indexNames());
  const added = Object.entries(indexes).filter(([index]) => !known.has(index));
  informer.addIndexers(Object.fromEntries(added) as never);
}
