import { sleep } from "@workset/clock";
import { disposing, Controller, forObjects, Runner } from "@workset/controller";
import { SharedInformer, SourceError, type InformerFailure } from "@workset/informer";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { openResources, type Resources, type SoakEnv } from "./resources.ts";
import { Ledger } from "./ledger.ts";
import { thingMeta, withoutBallast, type Thing } from "./object.ts";
import { work } from "./work.ts";

/** Options of every controller. */
const howToWork = { timeLimitMs: 50, maxRetries: 10, concurrency: 8 } as const;

/** The resync period of the informer. */
const resyncMs = 5000;

/**
 * Everything at work in one process: an informer with a cache in a file, a controller over a durable queue in another
 * file, a second controller over a queue in the process, and metrics of both kinds.
 */
export class SoakApp {
  readonly env: SoakEnv;
  readonly resources: Resources;
  readonly informer: SharedInformer<Thing, "node">;
  readonly ledgers: readonly Ledger[];
  readonly controllers: readonly Controller[];
  /** The queue in the process. */
  readonly line: RateLimitingQueue;
  readonly #stopping = new AbortController();
  readonly #runner: Runner;
  #events = 0;
  #failsNoMore = false;

  /** Opens the files and starts everything. */
  static async open(env: SoakEnv): Promise<SoakApp> {
    const app = new SoakApp(env, await openResources(env));
    await app.#runner.start();
    return app;
  }

  private constructor(env: SoakEnv, resources: Resources) {
    const { clock, faults, world } = env;
    const { queue, store, persistence, prometheus, memory } = resources;
    this.env = env;
    this.resources = resources;
    this.line = new RateLimitingQueue({
      name: "line",
      merge: true,
      limiter: exponential({ baseMs: 2, maxMs: 200 }),
      metrics: memory,
      clock,
    });
    this.informer = new SharedInformer<Thing, "node">({
      source: world.source,
      meta: thingMeta,
      indexes: { node: ({ node }) => [node] },
      transform: withoutBallast,
      resyncMs,
      persistence,
      reflector: { backoff: { baseMs: 5, maxMs: 100 } },
      name: "things",
      metrics: prometheus,
      onError: (error, failure) => this.failed(error, failure),
      clock,
    });
    const count = (): void => void this.#events++;
    this.informer.addHandler({ onAdd: count, onUpdate: count, onDelete: count });
    this.ledgers = [new Ledger("durable", faults.add), new Ledger("line", faults.add)];
    this.controllers = [
      this.#controller("durable", { queue, metrics: prometheus }, this.ledgers[0]!),
      this.#controller("line", { queue: this.line, metrics: memory }, this.ledgers[1]!),
    ];
    this.#runner = new Runner({
      components: [
        disposing("store", store),
        disposing("cache", persistence),
        this.informer,
        disposing("queue", queue),
        disposing("queue in the process", this.line),
        ...this.controllers,
      ],
      log: faults.log,
      clock,
    });
  }

  #controller(
    name: string,
    over: Pick<ConstructorParameters<typeof Controller<string>>[0], "queue" | "metrics">,
    ledger: Ledger,
  ): Controller {
    const { clock, random, faults } = this.env;
    const { cache } = this.informer;
    return new Controller({
      name,
      ...over,
      ...howToWork,
      sources: [forObjects(this.informer, thingMeta)],
      reconcile: work({ cache, ledger, random, clock, failsNoMore: () => this.#failsNoMore }),
      log: faults.log,
      clock,
    });
  }

  /** Aborted when the app stops; every transient part gets this signal. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** The number of events the informer has delivered. */
  get events(): number {
    return this.#events;
  }

  /** Records a failure of an informer, unless the simulated source caused it on purpose. */
  failed(error: unknown, { during }: InformerFailure): void {
    if (!(error instanceof SourceError))
      this.env.faults.add(`an informer, during ${during}: ${String(error)}`);
  }

  /** From now on every run succeeds. */
  stopFailing(): void {
    this.#failsNoMore = true;
  }

  /**
   * Whether, within this time, the cache reaches the version of the source and no key is ready or processing; with
   * `waiting`, no key may be waiting either.
   */
  async becomesIdle(
    withinMs: number,
    { waiting = false }: { readonly waiting?: boolean } = {},
  ): Promise<boolean> {
    const { clock } = this.env;
    for (const until = clock.now() + withinMs; clock.now() < until; await sleep(clock, 5)) {
      if (await this.#isIdle(waiting)) return true;
    }
    return false;
  }

  async #isIdle(waiting: boolean): Promise<boolean> {
    if (this.informer.lastVersion !== this.env.world.source.version) return false;
    const stats = [this.line.stats(), await this.resources.queue.stats()];
    return stats.every((each) => each.ready + each.processing + (waiting ? each.waiting : 0) === 0);
  }

  /** Stops everything and closes the files. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("the app was left"));
    const { components } = await this.#runner.stop({ deadlineMs: 10_000 });
    for (const { name, ended, error } of components) {
      if (ended !== "stopped") this.env.faults.add(`${name} ${ended} when it was stopped: ${String(error)}`);
    }
    await this.#runner[Symbol.asyncDispose]();
  }
}
