import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  FakeSource,
  Reflector,
  SourceError,
  type ReflectorFailure,
  type ReflectorTarget,
  type SourceErrorCode,
} from "../src/index.ts";
import { meta, type Thing } from "./reflecting.ts";
import { TroubledSource } from "./faulty-source.ts";

// To see a failure again: REFLECTOR_SEED=… vitest run test/reflector-random.test.ts
const seed = Number(process.env["REFLECTOR_SEED"] ?? Math.trunc(Math.random() * 2 ** 31));
const numRuns = Number(process.env["REFLECTOR_RUNS"] ?? 300);

/** Holds what a reflector writes; takes nothing, or has no room, when it is told so. */
class Mirror implements ReflectorTarget<Thing> {
  readonly versions = new Map<string, string>();
  refusals = 0;
  #isFull = false;
  #waiting: (() => void)[] = [];

  add(object: Thing): void {
    this.update(object);
  }
  update({ name, version }: Thing): void {
    this.#take();
    this.versions.set(name, version);
  }
  delete({ name }: Thing): void {
    this.versions.delete(name);
  }
  replace(objects: readonly Thing[]): void {
    this.#take();
    this.versions.clear();
    for (const { name, version } of objects) this.versions.set(name, version);
  }
  resync(): void {}
  bookmark(): void {}

  room(signal: AbortSignal): Promise<void> | undefined {
    if (!this.#isFull) return undefined;
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  }

  setFull(isFull: boolean): void {
    this.#isFull = isFull;
    if (!isFull) this.#waiting.splice(0).forEach((resolve) => resolve());
  }

  #take(): void {
    if (this.refusals > 0) throw new Error(`refused, ${--this.refusals} to go`);
  }
}

const setups = fc.record({
  before: fc.array(fc.constantFrom("a", "b", "__proto__"), { maxLength: 5 }),
  resumes: fc.boolean(),
  pageSize: fc.constantFrom(1, 2, 1_000),
  sendsInitialEvents: fc.boolean(),
  objectsCarryVersions: fc.boolean(),
  internalErrorGraceMs: fc.constantFrom(0, 10_000),
  random: fc.constantFrom(0, 0.5, 0.999),
});
type Setup = typeof setups extends fc.Arbitrary<infer S> ? S : never;

/** A reflector, its source in trouble, and what it has reported. */
class Stage {
  readonly clock = new ManualClock();
  readonly world: FakeSource<Thing>;
  readonly source: TroubledSource<Thing>;
  readonly target = new Mirror();
  readonly reflector: Reflector<Thing>;
  readonly stop = new AbortController();
  hasStopped = false;
  /** What was reported since the last check, and how long the source asked to be left alone. */
  readonly failures: (ReflectorFailure & { readonly askedMs: number })[] = [];
  readonly #holds: Disposable[] = [];
  readonly #setup: Setup;
  #version = 0;

  constructor(setup: Setup) {
    const { clock, target } = this;
    const stamp = (object: Thing, version: string): Thing => ({ ...object, version });
    this.world = new FakeSource<Thing>({ ...setup, meta, stamp, clock });
    // A list of version "0" would say that there are no versions.
    for (const name of ["first", ...setup.before]) this.set(name);
    if (setup.resumes) target.replace(this.world.objects);
    this.source = new TroubledSource(this.world, setup.objectsCarryVersions);
    this.reflector = new Reflector<Thing>({
      source: this.source,
      target,
      meta,
      clock,
      random: () => setup.random,
      resyncMs: 7_000,
      internalErrorGraceMs: setup.internalErrorGraceMs,
      ...(setup.resumes ? { from: this.world.version } : {}),
      onError: (error, failure) => {
        const askedMs = (error instanceof SourceError && error.retryAfterMs) || 0;
        this.failures.push({ ...failure, askedMs });
      },
    });
    this.#setup = setup;
    void this.reflector.run(this.stop.signal).then(() => (this.hasStopped = true));
  }

  set(name: string): void {
    this.world.set({ name, version: "" });
  }

  delete(name: string): void {
    if (this.world.get(name)) this.world.delete(name);
  }

  hold(verb: "list" | "watch"): void {
    this.#holds.push(this.world.hold(verb));
  }

  release(): void {
    this.#holds.splice(0).forEach((hold) => hold[Symbol.dispose]());
  }

  /** Lets everything happen that can happen without time, and checks what must hold at any time. */
  async settle(): Promise<void> {
    await setImmediate();
    const version = Number(this.reflector.lastVersion);
    expect(version).toBeGreaterThanOrEqual(this.#version);
    this.#version = version;
    expect(this.source.iterations).toBeLessThanOrEqual(1);

    const { random } = this.#setup;
    const failures = this.failures.splice(0);
    const waits = failures.filter(({ retryInMs }) => retryInMs > 0);
    expect(waits.length).toBeLessThanOrEqual(1);
    for (const { retryInMs, askedMs } of waits) {
      expect(retryInMs).toBeGreaterThanOrEqual(Math.max(800 * (1 + random), askedMs));
      expect(retryInMs).toBeLessThanOrEqual(Math.max(30_000 * (1 + random), askedMs));
    }
    // Without a wait: an event passed over, a connection lost, a version too old to resume, a watch that gives way to a list.
    expect(failures.length).toBeLessThanOrEqual(5);
  }

  /** Ends all trouble, and lets pass as much time as that number of failures can cost. */
  async calm(troubles: number): Promise<void> {
    this.release();
    this.target.setFull(false);
    await this.settle();
    for (let n = 0; n < troubles + 10; n++) {
      this.clock.advance(90_000);
      await this.settle();
    }
  }

  /** What is open: watches of the source, requests of it, and timers. */
  get open(): number[] {
    return [this.world.openWatches, this.source.iterations, this.world.pending, this.clock.pendingTimers];
  }
}

const names = fc.constantFrom("a", "b", "c", "d", "__proto__");
const codes = fc.constantFrom<SourceErrorCode>(
  "expired",
  "version-too-large",
  "throttled",
  "refused",
  "internal",
  "other",
);
const errors = fc.oneof(
  codes.map((code) => new SourceError(code, code)),
  fc.constantFrom(1, 90_000).map((retryAfterMs) => new SourceError("throttled", "busy", { retryAfterMs })),
  fc.constant(new TypeError("terminated")),
);
const illFormed = fc.constantFrom<unknown>(null, { type: "moved" }, { type: "added" }, { type: "bookmark" });
const durations = fc.constantFrom(1, 500, 1_000, 1_600, 5_000, 60_000, 130_000, 700_000);
const verbs = fc.constantFrom<"list" | "watch">("list", "watch");

/** What a step does, and its name for the report. */
type Step = { readonly name: string; readonly do: (stage: Stage) => void };
const named =
  <A>(name: string, act: (stage: Stage, argument: A) => void) =>
  (argument: A): Step => ({ name: `${name} ${String(argument)}`, do: (stage) => act(stage, argument) });
const plain = (name: string, act: (stage: Stage) => void): fc.Arbitrary<Step> =>
  fc.constant({ name, do: act });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 7, arbitrary: names.map(named("set", (stage, name) => stage.set(name))) },
  { weight: 3, arbitrary: names.map(named("delete", (stage, name) => stage.delete(name))) },
  { weight: 7, arbitrary: durations.map(named("advance", (stage, ms) => stage.clock.advance(ms))) },
  errors.map(named("fail lists with", (stage, error) => stage.world.failNextList(error, 2))),
  errors.map(named("fail watches with", (stage, error) => stage.world.failNextWatch(error, 2))),
  { weight: 2, arbitrary: errors.map(named("tell", (stage, error) => stage.world.breakWatches(error))) },
  { weight: 2, arbitrary: errors.map(named("break with", (stage, error) => stage.source.break(error))) },
  illFormed.map(named("send", (stage, event) => stage.world.send(event as never))),
  verbs.map(named("hold", (stage, verb) => stage.hold(verb))),
  plain("release", (stage) => stage.release()),
  plain("close", (stage) => stage.world.closeWatches()),
  plain("reset", (stage) => stage.world.resetWatches()),
  plain("compact", (stage) => stage.world.compact()),
  plain("expire pages", (stage) => stage.world.expireContinues()),
  plain("bookmark", (stage) => stage.world.bookmark()),
  plain("mute", (stage) => stage.source.mute()),
  plain("fill", (stage) => stage.target.setFull(true)),
  plain("empty", (stage) => stage.target.setFull(false)),
  plain("refuse", (stage) => void stage.target.refusals++),
);

test("whatever goes wrong, the target comes in step with the source, and at the end nothing is left", async () => {
  const script = fc.tuple(setups, fc.array(step, { maxLength: 40 }), fc.boolean());
  const property = fc.asyncProperty(script, async ([setup, steps, calmsDown]) => {
    const stage = new Stage(setup);
    for (const { do: act } of steps) {
      act(stage);
      await stage.settle();
    }

    if (calmsDown) {
      await stage.calm(2 * steps.length);
      const present = stage.world.objects.map(({ name, version }) => [name, version] as const);
      expect(new Map(stage.target.versions)).toEqual(new Map(present));
      expect(stage.open.slice(0, 3)).toEqual([1, 1, 0]);
      if (setup.objectsCarryVersions) expect(stage.reflector.lastVersion).toBe(stage.world.version);
    }

    expect(stage.hasStopped).toBe(false);
    stage.stop.abort();
    await setImmediate();
    expect([stage.hasStopped, stage.failures]).toEqual([true, []]);
    expect(stage.open).toEqual([0, 0, 0, 0]);
  });
  await fc.assert(property, { seed, numRuns });
}, 60_000);
