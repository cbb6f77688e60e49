import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Deletion,
  FakeSource,
  MemoryPersistence,
  SharedInformer,
  SourceError,
  type EventHandler,
  type HandlerOptions,
  type HandlerRegistration,
  type ObjectMeta,
  type SourceErrorCode,
} from "../src/index.ts";

// To see a failure again: INFORMER_SEED=… vitest run test/random-world.test.ts
const seed = Number(process.env["INFORMER_SEED"] ?? Math.trunc(Math.random() * 2 ** 31));
const numRuns = Number(process.env["INFORMER_RUNS"] ?? 150);

interface Thing {
  readonly name: string;
  readonly group: string;
  readonly uid: string;
  readonly version: string;
}

const meta: ObjectMeta<Thing> = {
  keyOf: ({ name }) => name,
  versionOf: ({ version }) => version,
  uidOf: ({ uid }) => uid,
};

/** What a handler has heard, and what it does before a call of it is over. */
type Kind = "many" | "plain" | "slow" | "rejects" | "retried" | "coalesced" | "blocking";

const optionsOf: Record<Kind, HandlerOptions> = {
  many: { concurrency: 3, onFailure: "report" },
  plain: {},
  slow: { resyncMs: 5_000 },
  rejects: { unchanged: true },
  retried: { onFailure: "retry" },
  coalesced: { backlog: 2, whenFull: "coalesce" },
  blocking: { backlog: 1, resyncMs: 7_000 },
};

/** A handler that rebuilds the world from what it hears, and remembers what it heard wrong. */
class View implements EventHandler<Thing> {
  readonly kind: Kind;
  /** What is there, by what this one has heard; it outlives the informer. */
  readonly versions = new Map<string, string>();
  readonly wrong: string[] = [];
  calls = 0;
  /** What this one has heard from the informer that runs. */
  #heard = new Map<string, Thing>();
  #isInCall = false;
  /** Whether an earlier life of the process may have told of what this one never was. */
  readonly #hasPast: () => boolean;
  registration: HandlerRegistration | undefined;

  constructor(kind: Kind, hasPast: () => boolean) {
    this.kind = kind;
    this.#hasPast = hasPast;
  }

  /** Begins to hear from another informer. */
  join(informer: SharedInformer<Thing, "group">): void {
    this.#heard = new Map();
    this.registration = informer.addHandler(this, optionsOf[this.kind]);
  }

  onAdd(object: Thing): Promise<void> | void {
    return this.#call(() => {
      if (this.#heard.has(object.name)) this.wrong.push(`${object.name} was added twice`);
      this.#hear(object);
    });
  }

  onUpdate(before: Thing, object: Thing): Promise<void> | void {
    return this.#call(() => {
      const known = this.#heard.get(object.name);
      if (known?.version !== before.version) {
        this.wrong.push(`${object.name}@${object.version} was @${before.version}, not @${known?.version}`);
      }
      if (Number(object.version) < Number(before.version))
        this.wrong.push(`${object.name} went back in time`);
      this.#hear(object);
    });
  }

  onDelete({ key }: Deletion<Thing>): Promise<void> | void {
    return this.#call(() => {
      // An earlier life of the process may have heard of what a later one hears only the end of.
      if (!this.#heard.delete(key) && !this.#hasPast())
        this.wrong.push(`${key} was deleted, which was not there`);
      this.versions.delete(key);
    });
  }

  #hear(object: Thing): void {
    this.#heard.set(object.name, object);
    this.versions.set(object.name, object.version);
  }

  #call(hear: () => void): Promise<void> | void {
    this.calls++;
    if (this.#isInCall) this.wrong.push("two calls at once");
    const fails = this.calls % 3 === 0;
    if (this.kind === "plain") hear();
    else if (this.kind === "many") return this.#handOver(hear);
    else if (this.kind === "retried" && fails) throw new Error("not now");
    else return this.#slowly(hear, fails);
  }

  async #handOver(hear: () => void): Promise<void> {
    hear();
    for (let turns = this.calls % 4; turns > 0; turns--) await Promise.resolve();
    if (this.calls % 5 === 0) await setImmediate();
    if (this.calls % 7 === 0) throw new Error("no");
  }

  async #slowly(hear: () => void, fails: boolean): Promise<void> {
    this.#isInCall = true;
    for (let turns = this.calls % 4; turns > 0; turns--) await Promise.resolve();
    if (this.kind !== "plain" && this.calls % 5 === 0) await setImmediate();
    hear();
    this.#isInCall = false;
    if (this.kind === "rejects" && fails) throw new Error("no");
  }
}

/** Everything that a run is made of. */
class Run {
  readonly clock = new ManualClock();
  readonly source = new FakeSource<Thing>({ meta, stamp: (thing, version) => ({ ...thing, version }) });
  readonly views: View[] = [];
  readonly #queue: "ordered" | "per-key";
  readonly #recreatedAs: "updated" | "deleted-and-added";
  #persistence: MemoryPersistence<Thing> | undefined;
  #uids = 0;
  informer: SharedInformer<Thing, "group">;

  constructor(queue: "ordered" | "per-key" | "persisted", recreatedAs: "updated" | "deleted-and-added") {
    this.#queue = queue === "per-key" ? "per-key" : "ordered";
    this.#recreatedAs = recreatedAs;
    if (queue === "persisted") this.#persistence = new MemoryPersistence<Thing>();
    this.set("first", "g1", false);
    this.informer = this.#open();
  }

  #open(): SharedInformer<Thing, "group"> {
    return new SharedInformer<Thing, "group">({
      source: this.source,
      meta,
      indexes: { group: ({ group }) => [group] },
      queue: this.#queue,
      recreatedAs: this.#recreatedAs,
      clock: this.clock,
      reflector: { random: () => 0.5 },
      onError: () => {},
      ...(this.#persistence && { persistence: this.#persistence }),
    });
  }

  set(name: string, group: string, dropped: boolean): void {
    const uid = this.source.get(name)?.uid ?? String(++this.#uids);
    this.source.set({ name, group, uid, version: "" }, { dropped });
  }

  delete(name: string, dropped: boolean): void {
    if (this.source.get(name)) this.source.delete(name, { dropped });
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 6; turn++) await setImmediate();
  }

  addHandler(kind: Kind): void {
    const view = new View(kind, () => this.#persistence !== undefined);
    view.join(this.informer);
    this.views.push(view);
  }

  async removeHandler(): Promise<void> {
    const [view] = this.views.splice(0, 1);
    await view?.registration?.remove();
    const calls = view?.calls;
    this.set("after", "removal", false);
    await this.settle();
    if (view?.calls !== calls) view?.wrong.push("called after it was removed");
    expect(view?.wrong ?? []).toEqual([]);
  }

  async restart(crash: boolean): Promise<void> {
    if (crash && this.#persistence) {
      this.#persistence.crash();
      // No handler is left to learn that it has stopped; what it was about to save never is.
      void this.informer.stop({ deadlineMs: 0 });
      await this.settle();
      // Ends the wait for the last save.
      this.clock.advance(1_000);
      await this.settle();
    } else {
      await this.stop();
    }
    if (this.#persistence) {
      await this.#persistence[Symbol.asyncDispose]();
      this.#persistence = new MemoryPersistence(this.#persistence);
    }
    // What is not kept does not tell of what is deleted meanwhile.
    else for (const view of this.views) view.versions.clear();
    this.informer = this.#open();
    for (const view of this.views) view.join(this.informer);
    void this.informer.start();
  }

  async stop(): Promise<void> {
    const stopping = this.informer.stop();
    // A retry that waits is given up, whatever the clock says; a slow call is waited for.
    await stopping;
    expect(this.source.openWatches).toBe(0);
    expect(this.clock.pendingTimers).toBe(0);
    const calls = this.views.map((view) => view.calls);
    this.set("after", "stop", false);
    await this.settle();
    expect(this.views.map((view) => view.calls)).toEqual(calls);
  }

  async quiesce(): Promise<void> {
    for (let round = 0; round < 25; round++) {
      this.clock.advance(61_000);
      await this.settle();
      // What was dropped shows in a list alone.
      if (round % 5 === 0) this.source.resetWatches();
    }
  }

  check(): void {
    const world = new Map(this.source.objects.map(({ name, version }) => [name, version]));
    const { cache } = this.informer;
    expect(new Map(cache.list().map(({ name, version }) => [name, version]))).toEqual(world);
    for (const group of ["g1", "g2", "removal", "stop"]) {
      const inGroup = this.source.objects.filter((thing) => thing.group === group).map(({ name }) => name);
      expect(cache.keysByIndex("group", group)).toEqual(inGroup.toSorted());
    }
    expect(this.informer.lastVersion).toBe(this.source.version);
    for (const view of this.views) {
      expect(view.wrong).toEqual([]);
      expect({ kind: view.kind, versions: view.versions }).toEqual({ kind: view.kind, versions: world });
      expect(view.registration!.hasSynced).toBe(true);
      expect(view.registration!.backlog).toBe(0);
    }
  }
}

const names = fc.constantFrom("a", "b", "c", "d", "e", "f");
const codes: readonly SourceErrorCode[] = [
  "expired",
  "version-too-large",
  "throttled",
  "refused",
  "internal",
  "other",
];
const error = fc.constantFrom(...codes).map((code) => new SourceError(code, code));

type Step = (run: Run) => unknown;
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(names, fc.constantFrom("g1", "g2"), fc.integer({ min: 0, max: 9 })).map(
      ([name, group, luck]): Step =>
        (run) =>
          run.set(name, group, luck === 0),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(names, fc.integer({ min: 0, max: 5 })).map(
      ([name, luck]): Step =>
        (run) =>
          run.delete(name, luck === 0),
    ),
  },
  {
    weight: 2,
    arbitrary: names.map((name): Step => (run) => {
      run.delete(name, false);
      run.set(name, "g1", false);
    }),
  },
  { weight: 6, arbitrary: fc.constant<Step>((run) => run.settle()) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 40_000 }).map(
      (ms): Step =>
        (run) =>
          run.clock.advance(ms),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.oneof(
      fc.constant<Step>((run) => run.source.resetWatches()),
      fc.constant<Step>((run) => run.source.closeWatches()),
      fc.constant<Step>((run) => run.source.bookmark()),
      fc.constant<Step>((run) => run.source.compact()),
      error.map(
        (error): Step =>
          (run) =>
            run.source.breakWatches(error),
      ),
      error.map(
        (error): Step =>
          (run) =>
            run.source.failNextList(error),
      ),
      error.map(
        (error): Step =>
          (run) =>
            run.source.failNextWatch(error),
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<Kind>("plain", "many", "slow", "rejects", "retried", "coalesced", "blocking")
      .map(
        (kind): Step =>
          (run) =>
            run.addHandler(kind),
      ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((run) => run.removeHandler()) },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (crash): Step =>
        (run) =>
          run.restart(crash),
    ),
  },
);

test.each(["ordered", "per-key", "persisted"] as const)(
  "whatever happens, cache, indexes and every handler end up with all objects, having received each object's states in order (%s)",
  { timeout: 120_000 },
  async (queue) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(steps, { minLength: 5, maxLength: 60, size: "max" }),
        fc.constantFrom("updated", "deleted-and-added"),
        async (script, recreatedAs) => {
          const run = new Run(queue, recreatedAs);
          run.addHandler("plain");
          run.addHandler("slow");
          void run.informer.start();
          for (const step of script) await step(run);
          await run.quiesce();
          run.check();
          await run.stop();
        },
      ),
      { seed, numRuns },
    );
  },
);
