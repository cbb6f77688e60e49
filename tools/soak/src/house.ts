import { sleep } from "@workset/clock";
import { closes, Controller, forObjects, informerPart, Runner } from "@workset/controller";
import { SharedInformer, SourceError, type InformerFailure } from "@workset/informer";
import { exponential } from "@workset/rate-limiters";
import { RateLimitingQueue } from "@workset/rate-limiting";
import { openFoundation, type Foundation, type Grounds } from "./foundation.ts";
import { Ledger } from "./ledger.ts";
import { thingMeta, withoutBallast, type Thing } from "./object.ts";
import { work } from "./work.ts";

/** How a house works, whoever lives in it. */
const howToWork = { timeLimitMs: 50, maxRetries: 10, concurrency: 8 } as const;

/** How often handlers hear of everything again. */
const resyncMs = 5000;

/**
 * Everything at work in one process: an informer with a cache in a file, a controller over a durable queue in another
 * file, a second controller over a queue in the process, and metrics of both kinds.
 */
export class House {
  readonly grounds: Grounds;
  readonly foundation: Foundation;
  readonly informer: SharedInformer<Thing, "node">;
  readonly ledgers: readonly Ledger[];
  readonly controllers: readonly Controller[];
  /** The queue in the process. */
  readonly line: RateLimitingQueue;
  readonly #living = new AbortController();
  readonly #runner: Runner;
  #events = 0;
  #calm = false;

  /** Opens the files and starts everything. */
  static async open(grounds: Grounds): Promise<House> {
    const house = new House(grounds, await openFoundation(grounds));
    await house.#runner.start();
    return house;
  }

  private constructor(grounds: Grounds, foundation: Foundation) {
    const { clock, faults, world } = grounds;
    const { queue, store, persistence, prometheus, memory } = foundation;
    this.grounds = grounds;
    this.foundation = foundation;
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
      parts: [
        closes("store", store),
        closes("cache", persistence),
        informerPart("informer", this.informer),
        closes("queue", queue),
        closes("queue in the process", this.line),
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
    const { clock, random, faults } = this.grounds;
    const { cache } = this.informer;
    return new Controller({
      name,
      ...over,
      ...howToWork,
      sources: [forObjects(this.informer, thingMeta)],
      reconcile: work({ cache, ledger, random, clock, isCalm: () => this.#calm }),
      log: faults.log,
      clock,
    });
  }

  /** Aborted when the house is left: the one signal that whoever comes and goes is given. */
  get living(): AbortSignal {
    return this.#living.signal;
  }

  /** How many events the informer has told. */
  get events(): number {
    return this.#events;
  }

  /** Hears of the failures of informers. What the world did on purpose is none. */
  failed(error: unknown, { during }: InformerFailure): void {
    if (!(error instanceof SourceError))
      this.grounds.faults.add(`an informer, during ${during}: ${String(error)}`);
  }

  /** From now on every run goes well. */
  calmDown(): void {
    this.#calm = true;
  }

  /**
   * Whether the cache has come as far as the world, and all keys that are ready or in hand are done within this time; with
   * `waiting`, those that wait, too.
   */
  async comesToRest(
    withinMs: number,
    { waiting = false }: { readonly waiting?: boolean } = {},
  ): Promise<boolean> {
    const { clock } = this.grounds;
    for (const until = clock.now() + withinMs; clock.now() < until; await sleep(clock, 5)) {
      if (await this.#isAtRest(waiting)) return true;
    }
    return false;
  }

  async #isAtRest(waiting: boolean): Promise<boolean> {
    if (this.informer.lastVersion !== this.grounds.world.source.version) return false;
    const stats = [this.line.stats(), await this.foundation.queue.stats()];
    return stats.every((each) => each.ready + each.processing + (waiting ? each.waiting : 0) === 0);
  }

  /** Stops everything and closes the files. */
  async leave(): Promise<void> {
    this.#living.abort(new Error("the house was left"));
    for (const { name, ended, error } of await this.#runner.stop({ deadlineMs: 10_000 })) {
      if (ended !== "stopped")
        this.grounds.faults.add(`${name} ${ended} when it was stopped: ${String(error)}`);
    }
  }
}
