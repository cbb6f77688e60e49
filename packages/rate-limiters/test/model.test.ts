import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { ModelQueue, type ClearFilter, type Item, type ModelLease, type QueueSetup } from "@workset/contract";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import * as fc from "fast-check";
import { expect, test } from "vitest";

// To see a failure again: MODEL_SEED=… vitest run test/model.test.ts
const seed = Number(process.env["MODEL_SEED"] ?? Math.trunc(Math.random() * 2 ** 31));
const numRuns = Number(process.env["MODEL_RUNS"] ?? 300);

const keys = ["a", "b", "c", "__proto__"];
const baseMs = 10;

/** The two queues that are compared, by the verbs that both have. */
type Compared = ModelQueue | RateLimitingQueue<Item>;

type Signalling = "nothing" | "a signal" | "an aborted signal";

/** One of the two, with what its user remembers. */
class Side {
  readonly queue: Compared;
  readonly advance: (ms: number) => void;
  /** Leases by the step that asked for them. */
  readonly leases = new Map<string, ModelLease>();
  readonly stops: AbortController[] = [];
  /** How the promises ended that the steps so far have left, by step. */
  readonly ended = new Map<string, unknown>();

  constructor(queue: Compared, advance: (ms: number) => void) {
    this.queue = queue;
    this.advance = advance;
  }

  /** The signal option. A signal that is not yet aborted may be aborted by a later step. */
  signalOf(signalling: Signalling): { readonly signal?: AbortSignal } {
    if (signalling === "nothing") return {};
    if (signalling === "an aborted signal") return { signal: AbortSignal.abort() };
    const stop = new AbortController();
    this.stops.push(stop);
    return { signal: stop.signal };
  }

  /** Notes how a promise ends, whenever it does. */
  follow(step: string, promise: Promise<unknown>): void {
    promise.then(
      (value) => this.ended.set(step, this.seen(step, value)),
      (error: Error) => this.ended.set(step, error.name),
    );
  }

  /** What a user sees of an answer; leases are kept for later steps. */
  seen(step: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one, at) => this.seen(`${step}.${at}`, one));
    if (!isLease(value)) return value;
    this.leases.set(step, value);
    const { key, item, priority } = value;
    return { key, item, priority };
  }

  /** Everything that can be seen from outside. */
  get sight(): unknown {
    const { queue } = this;
    const listed = [...queue.list()];
    // The order of the processed keys is not promised.
    const processing = listed.filter(({ state }) => state === "processing" || state === "rerun");
    return {
      ready: listed.filter(({ state }) => state === "ready"),
      processing: processing.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
      waiting: [...queue.waiting()],
      rest: listed.slice(queue.length + processing.length).map(({ key }) => key),
      states: keys.map((key) => [key, queue.has(key), queue.stateOf(key), queue.numRequeues(key)]),
      stats: queue.stats(),
      length: queue.length,
      shuttingDown: queue.shuttingDown,
      ended: [...this.ended].toSorted(([a], [b]) => (a < b ? -1 : 1)),
      leases: [...this.leases.keys()].toSorted(),
    };
  }

  /** The lease that a step means by a number, whether or not it has ended. */
  lease(number: number): ModelLease | undefined {
    const known = [...this.leases.keys()].toSorted();
    return this.leases.get(known[number % known.length]!);
  }
}

function isLease(value: unknown): value is ModelLease {
  return typeof value === "object" && value !== null && "done" in value && typeof value.done === "function";
}

/** Something that a user may do to a queue. */
interface Step {
  readonly run: (side: Side, id: string) => unknown;
}

/** A verb, with what it is given. */
function step<G>(
  verb: string,
  given: fc.Arbitrary<G>,
  run: (side: Side, given: G, id: string) => unknown,
): fc.Arbitrary<Step> {
  return given.map((given) => ({
    run: (side, id) => run(side, given, id),
    [fc.toStringMethod]: () => `${verb} ${fc.stringify(given)}`,
  }));
}

const nothing = fc.constant(undefined);
const key = fc.constantFrom(...keys);
const item = fc.record({ key, value: fc.nat(9) });
const priority = fc.constantFrom(0, 0, 0, -1, 1, 2);
// Delays are even and the waits of batches odd: whether a batch that ends at an instant still gets what is due then is
// not promised.
const delayMs = fc.constantFrom(0, -2, 2, 4, 8, 10, 20, 60, 2 ** 33, Infinity, Number.NaN);
const maxWaitMs = fc.constantFrom(0, 0, 3, 7, 21);
const filter = fc.constantFrom<ClearFilter>(
  { all: true },
  { state: "ready" },
  { state: "rerun" },
  { state: "waiting" },
  {},
);
const signalling = fc.constantFrom<Signalling>("nothing", "nothing", "a signal", "an aborted signal");

const verbs: readonly (readonly [weight: number, step: fc.Arbitrary<Step>])[] = [
  [
    16,
    step("add", fc.record({ item, priority }), ({ queue }, { item, priority }) => {
      return queue.add(item, { priority });
    }),
  ],
  [
    2,
    step("addAll", fc.tuple(fc.array(item, { maxLength: 4 }), priority), ({ queue }, [items, priority]) => {
      return queue.addAll(items, { priority });
    }),
  ],
  [
    14,
    step("addAfter", fc.record({ item, delayMs, priority, replace: fc.boolean() }), ({ queue }, given) => {
      return queue.addAfter(given.item, given.delayMs, given);
    }),
  ],
  [6, step("addRateLimited", item, ({ queue }, item) => queue.addRateLimited(item))],
  [2, step("forget", key, ({ queue }, key) => queue.forget(key))],
  [4, step("cancel", key, ({ queue }, key) => queue.cancel(key))],
  [4, step("postpone", fc.tuple(key, delayMs), ({ queue }, [key, delayMs]) => queue.postpone(key, delayMs))],
  [12, step("tryGet", nothing, (side, _, id) => side.seen(id, side.queue.tryGet()))],
  [
    8,
    step("get", signalling, (side, signalling, id) => {
      side.follow(id, side.queue.get(side.signalOf(signalling).signal));
    }),
  ],
  [3, step("loop once", nothing, (side, _, id) => side.follow(id, loopOnce(side.queue)))],
  [
    6,
    step("getBatch", fc.record({ max: fc.nat(4), maxWaitMs, signalling }), (side, given, id) => {
      const { max, maxWaitMs, signalling } = given;
      side.follow(id, side.queue.getBatch(max, { maxWaitMs, ...side.signalOf(signalling) }));
    }),
  ],
  [14, step("lease done", fc.nat(), (side, number) => side.lease(number)?.done())],
  [2, step("dispose lease", fc.nat(), (side, number) => side.lease(number)?.[Symbol.dispose]())],
  [2, step("done", key, ({ queue }, key) => queue.done(key))],
  [3, step("remove", key, ({ queue }, key) => queue.remove(key))],
  [1, step("clear", filter, ({ queue }, filter) => queue.clear(filter))],
  [
    3,
    step("idle", signalling, (side, signalling, id) =>
      side.follow(id, side.queue.idle(side.signalOf(signalling).signal)),
    ),
  ],
  [6, step("abort", fc.nat(), ({ stops }, number) => stops[number % stops.length]?.abort())],
  [14, step("advance", fc.constantFrom(2, 4, 10, 30), ({ advance }, ms) => advance(ms))],
  [1, step("shutDown", nothing, ({ queue }) => queue.shutDown())],
  [1, step("dispose", nothing, ({ queue }) => queue[Symbol.dispose]())],
  [
    4,
    step(
      "drain",
      fc.record({ signalling, processingOnly: fc.boolean() }),
      (side, { signalling, processingOnly }, id) => {
        const only = processingOnly ? { only: "processing" as const } : {};
        side.follow(id, side.queue.shutDownWithDrain({ ...only, ...side.signalOf(signalling) }));
      },
    ),
  ],
];

const steps = fc.array(fc.oneof(...verbs.map(([weight, arbitrary]) => ({ weight, arbitrary }))), {
  maxLength: 100,
  size: "max",
});

const setups: fc.Arbitrary<QueueSetup> = fc.record(
  {
    merge: fc.boolean(),
    payload: fc.constantFrom("latest" as const, "first" as const, digest),
    ageing: fc.constant({ pointMs: 4 }),
  },
  { requiredKeys: ["merge", "payload"] },
);

/** The first key that a loop hands out; the loop is left with it. */
async function loopOnce(queue: Compared): Promise<ModelLease | undefined> {
  for await (const lease of queue) return lease;
  return undefined;
}

/** A payload policy whose result depends on both items and on which of them came first. */
function digest(waiting: Item, added: Item): Item {
  return { key: added.key, value: (waiting.value * 31 + added.value) % 10_007 };
}

function modelSide(setup: QueueSetup): Side {
  const model = new ModelQueue({ ...setup, baseMs });
  return new Side(model, (ms) => model.advance(ms));
}

function realSide(setup: QueueSetup): Side {
  const clock = new ManualClock();
  const queue = new RateLimitingQueue<Item>({
    ...setup,
    keyOf: ({ key }) => key,
    clock,
    limiter: exponential({ baseMs }),
  });
  // The clock jumps to the end before it rings; where that could be seen, it goes in small steps instead.
  return new Side(queue, (ms) => {
    const stepMs = setup.ageing || queue.stats().getters > 0 ? 1 : ms;
    for (let passed = 0; passed < ms; passed += stepMs) clock.advance(stepMs);
  });
}

function answer(side: Side, { run }: Step, id: string): unknown {
  try {
    return run(side, id);
  } catch (error) {
    return (error as Error).name;
  }
}

test(`Whatever is done to it, a RateLimitingQueue is like the model (seed ${seed})`, async () => {
  const property = fc.asyncProperty(setups, steps, async (setup, steps) => {
    const model = modelSide(setup);
    const real = realSide(setup);
    for (const [at, step] of steps.entries()) {
      const id = String(at).padStart(2, "0");
      expect(answer(real, step, id)).toEqual(answer(model, step, id));
      await setImmediate();
      expect(real.sight).toEqual(model.sight);
    }
  });
  await fc.assert(property, { seed, numRuns });
});
