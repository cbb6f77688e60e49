import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import {
  TerminalError,
  Workers,
  workSource,
  type Log,
  type Observer,
  type Work,
  type WorkersOptions,
  type WorkSource,
  type Release,
} from "@workset/controller";
import { exponential, RateLimitingQueue } from "@workset/rate-limiters";
import { expect, test } from "vitest";
import { turns } from "./workers-harness.ts";

interface Bench {
  readonly clock: ManualClock;
  readonly queue: RateLimitingQueue;
  readonly workers: Workers<string>;
}

function open(
  options: Omit<WorkersOptions<string>, "source"> & { readonly source?: WorkSource<string> },
): Bench {
  const clock = new ManualClock();
  const queue = new RateLimitingQueue({
    name: "pods",
    clock,
    merge: true,
    limiter: exponential({ baseMs: 10 }),
  });
  const workers = new Workers<string>({ clock, source: workSource(queue), ...options });
  void workers.start();
  return { clock, queue, workers };
}

/** A log that keeps its lines, with the fields of its parents. */
function keeping(lines: object[], parents: object = {}): Log {
  const line =
    (level: string) =>
    (fields: object, message: string): void =>
      void lines.push({ level, message, ...parents, ...fields });
  return {
    debug: line("debug"),
    info: line("info"),
    warn: line("warn"),
    error: line("error"),
    child: (fields) => keeping(lines, { ...parents, ...fields }),
  };
}

test("the log of a run names the key, the attempt and the run", async () => {
  const lines: object[] = [];
  const { queue, clock } = open({
    log: keeping(lines),
    handler: ({ log, attempt }) => {
      log.info({ mine: true }, "at work");
      if (attempt === 1) throw new Error("not yet");
    },
  });
  queue.add("a");
  await turns();
  clock.advance(10);
  await turns();
  expect(lines).toEqual([
    { level: "info", message: "at work", key: "a", attempt: 1, run: 1, mine: true },
    { level: "warn", message: "run failed", key: "a", attempt: 1, run: 1, err: new Error("not yet") },
    { level: "info", message: "at work", key: "a", attempt: 2, run: 2, mine: true },
  ]);
});

test("an observer learns how each run began and ended", async () => {
  const events: unknown[] = [];
  const observer: Observer = {
    started: (event) => {
      events.push(event);
      return (end) => events.push(end);
    },
  };
  const { queue, clock } = open({
    name: "mirror",
    timeLimitMs: 100,
    maxRetries: 0,
    observers: [observer, {}],
    handler: ({ signal }) => {
      return new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    },
  });
  queue.add("a", { priority: 3 });
  await turns();
  clock.advance(100);
  await turns();
  expect(events).toEqual([
    { controller: "mirror", key: "a", item: "a", attempt: 1, priority: 3 },
    { outcome: { next: "give-up", cause: expect.any(DOMException) }, runMs: 100, timedOut: true },
  ]);
});

test("a signal that is first read after the time limit is aborted", async () => {
  const late = Promise.withResolvers<void>();
  let aborted: boolean | undefined;
  const { queue, clock } = open({
    timeLimitMs: 100,
    handler: async (run) => {
      await late.promise;
      aborted = run.signal.aborted;
    },
  });
  queue.add("a");
  await turns();
  clock.advance(100);
  late.resolve();
  await turns();
  expect(aborted).toBe(true);
});

test("a handler that ignores its aborted signal is logged", async () => {
  const lines: { message?: string; runMs?: number }[] = [];
  const { queue, clock } = open({
    timeLimitMs: 100,
    abortGraceMs: 50,
    log: keeping(lines),
    handler: () => new Promise<void>(() => {}),
  });
  queue.add("a");
  await turns();
  clock.advance(100);
  clock.advance(50);
  expect(lines.map(({ message, runMs }) => `${message} ${runMs}`)).toEqual([
    "run passed its time limit 100",
    "handler is still running after its signal was aborted 150",
  ]);
});

test("a log that cannot make a child is used as it is", async () => {
  const lines: object[] = [];
  const log: Log = {
    ...keeping(lines),
    child: () => {
      throw new Error("no child");
    },
  };
  const { queue } = open({ log, handler: ({ log }) => log.info({}, "at work") });
  queue.add("a");
  await turns();
  expect(lines).toEqual([{ level: "info", message: "at work" }]);
});

/** A source in the hands of a test. */
class HandMade implements WorkSource<string> {
  readonly name = "hand made";
  readonly ends: string[] = [];
  refusing: (key: string) => boolean = () => false;
  readonly #takes: ((works: Work<string>[]) => void)[] = [];

  give(...keys: string[]): void {
    this.#takes.shift()?.(keys.map((key) => this.#work(key)));
  }

  #work(key: string): Work<string> {
    const release = async ({ next }: Release): Promise<void> => {
      this.ends.push(`${key} ${next}`);
      if (this.refusing(key)) throw new Error("refused");
    };
    return { item: key, key, priority: 0, failures: 0, release };
  }

  async take(): Promise<Work<string> | undefined> {
    const [work] = await this.takeBatch();
    return work;
  }

  takeBatch(): Promise<readonly Work<string>[]> {
    return new Promise((resolve) => this.#takes.push(resolve));
  }

  shutDown(): void {}

  async counts(): Promise<{ ready: number; processing: number; waiting: number }> {
    return { ready: 0, processing: 0, waiting: 0 };
  }
}

test("work that reaches a worker that is being removed is given back", async () => {
  const source = new HandMade();
  const { workers } = open({ source, handler: () => expect.unreachable() });
  await turns();
  workers.concurrency = 0;
  source.give("a");
  await turns();
  expect(source.ends).toEqual(["a give-back"]);
});

test("work that arrives while the workers stop is given back", async () => {
  const source = new HandMade();
  const { workers } = open({ source, handler: () => expect.unreachable() });
  await turns();
  const stopped = workers.stop();
  source.give("a");
  expect((await stopped).givenBack).toBe(1);
  expect(source.ends).toEqual(["a give-back"]);
});

test("of a batch only the keys whose release was not recorded are abandoned, and the queue is not asked again", async () => {
  const source = new HandMade();
  source.refusing = (key) => key === "b";
  const { workers, clock } = open({ source, handler: { max: 3, handle: () => {} } });
  await turns();
  source.give("a", "b", "c");
  await turns();
  const stopped = workers.stop({ deadlineMs: 50, graceMs: 30 });
  await turns();
  clock.advance(50);
  await turns();
  clock.advance(30);
  const report = await stopped;
  expect(report.abandoned).toEqual(["b"]);
  expect(clock.pendingTimers).toBe(0);
  clock.advance(100_000);
  await turns();
  expect(source.ends).toEqual(["a done", "b done", "c done"]);
});

test("a limiter that throws stops no worker, and loses no key", async () => {
  const clock = new ManualClock();
  const limiter = {
    ...exponential(),
    when: () => {
      throw new Error("broken limiter");
    },
  };
  const queue = new RateLimitingQueue({ clock, limiter });
  const runs: string[] = [];
  const { workers } = open({
    clock,
    source: workSource(queue),
    handler: ({ key, attempt }) => {
      runs.push(`${key}#${attempt}`);
      if (key === "a" && attempt === 1) throw new Error("not yet");
    },
  });
  queue.add("a");
  await turns();
  queue.add("b");
  for (const ms of [100, 1000]) {
    clock.advance(ms);
    await turns();
  }
  expect(runs).toEqual(["a#1", "b#1", "a#2"]);
  expect((await workers.stop()).left).toEqual({ ready: 0, processing: 0, waiting: 0 });
});

const oddHandlers = {
  "answers an outcome with a getter that throws": () => ({
    get next(): never {
      throw new Error("odd");
    },
  }),
  "throws what cannot be looked at": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    throw proxy as unknown as Error;
  },
  "throws an error whose cause cannot be read": () => {
    throw Object.defineProperty(new Error("odd"), "cause", {
      get() {
        throw new Error("odder");
      },
    });
  },
};

test.each(Object.entries(oddHandlers))(
  "a handler that %s has failed, and its worker goes on",
  async (_, odd) => {
    const runs: string[] = [];
    const { queue, workers } = open({
      handler: ({ key }) => {
        runs.push(key);
        return key === "odd" ? odd() : undefined;
      },
    });
    queue.add("odd");
    queue.add("next");
    await turns();
    expect(runs).toEqual(["odd", "next"]);
    expect(queue.stats()).toMatchObject({ processing: 0, waiting: 1 });
    await workers.stop();
  },
);

test("a batch whose result cannot be read has failed", async () => {
  class Unreadable extends Map<never, never> {
    override get(): never {
      throw new Error("odd");
    }
  }
  const { queue, workers } = open({ handler: { max: 2, handle: () => new Unreadable() } });
  queue.addAll(["a", "b"]);
  await turns();
  expect(queue.stats()).toMatchObject({ processing: 0, waiting: 2 });
  await workers.stop();
});

test.each(["handler", "onGivenUp"])(
  "what a run does after it was abandoned, in its %s, reaches neither the queue nor a hook",
  async (waitsIn) => {
    const source = new HandMade();
    const late = Promise.withResolvers<void>();
    const hooks: string[] = [];
    const { workers, clock } = open({
      source,
      handler: async () => {
        if (waitsIn === "handler") await late.promise;
        throw new TerminalError("invalid");
      },
      onGivenUp: ({ run }) => {
        hooks.push(run.key);
        return late.promise;
      },
    });
    await turns();
    source.give("a");
    await turns();
    const stopped = workers.stop({ deadlineMs: 50, graceMs: 30 });
    for (const ms of [50, 30]) {
      clock.advance(ms);
      await turns();
    }
    expect((await stopped).abandoned).toEqual(["a"]);
    late.resolve();
    await turns();
    expect(source.ends).toEqual([]);
    expect(hooks).toEqual(waitsIn === "handler" ? [] : ["a"]);
  },
);

test("setting the concurrency before the start begins no run", async () => {
  const queue = new RateLimitingQueue();
  const workers = new Workers({ source: workSource(queue), handler: () => expect.unreachable() });
  queue.add("a");
  workers.concurrency = 3;
  await turns();
  expect(queue.length).toBe(1);
});

test("workers that were not started begin no run, and can be stopped", async () => {
  const queue = new RateLimitingQueue();
  const workers = new Workers({ source: workSource(queue), handler: () => expect.unreachable() });
  queue.add("a");
  await turns();
  const report = await workers.stop();
  expect(report.left).toEqual({ ready: 1, processing: 0, waiting: 0 });
  await expect(workers.start()).rejects.toMatchObject({ code: "stopped" });
  await turns();
  expect(queue.length).toBe(1);
});

test("leaving the block stops the workers", async () => {
  const { queue, workers, clock } = open({ handler: () => {}, concurrency: 3, timeLimitMs: 1000 });
  {
    await using _ = workers;
    queue.add("a");
    await turns();
    expect(workers.running).toBe(0);
  }
  expect(queue.shuttingDown).toBe(true);
  expect(clock.pendingTimers).toBe(0);
});

test("the number of active runs can be read", async () => {
  const end = Promise.withResolvers<void>();
  const { queue, workers } = open({ handler: () => end.promise, concurrency: 2 });
  for (const key of ["a", "b", "c"]) queue.add(key);
  await turns();
  expect(workers.running).toBe(2);
  end.resolve();
  await turns();
  expect(workers.running).toBe(0);
});

test("the queue's own shutdown ends the workers when all is done", async () => {
  const done: string[] = [];
  const { queue, workers } = open({ handler: ({ key }) => void done.push(key), concurrency: 2 });
  for (const key of ["a", "b", "c"]) queue.add(key);
  queue.shutDown();
  await turns();
  expect(done).toEqual(["a", "b", "c"]);
  expect((await workers.stop()).ended).toBe("finished");
});

test("in-process keys that wait when the workers stop are reported as left, retries during the stop included", async () => {
  const { queue, workers } = open({
    handler: () => {
      throw new Error("not yet");
    },
  });
  queue.addAfter("later", 1000);
  queue.add("a");
  const report = await workers.stop({ finish: "ready" });
  expect(report.left).toEqual({ ready: 0, processing: 0, waiting: 2 });
});

test("handlers that never wait do not block the event loop", async () => {
  const queue = new RateLimitingQueue();
  let handled = 0;
  const workers = new Workers({
    source: workSource(queue),
    handler: () => {
      const until = performance.now() + 2;
      while (performance.now() < until);
      handled++;
    },
  });
  for (let key = 0; key < 100; key++) queue.add(`${key}`);
  void workers.start();
  await setImmediate();
  await setImmediate();
  expect(handled).toBeGreaterThan(0);
  expect(handled).toBeLessThan(50);
  await workers.stop();
});

test.each([
  ["concurrency", { concurrency: -1 }],
  ["maxRetries", { maxRetries: 1.5 }],
  ["timeLimitMs", { timeLimitMs: 0 }],
  ["abortGraceMs", { abortGraceMs: NaN }],
  ["onAbortIgnored", { onAbortIgnored: "shout" as "wait" }],
  ["handler.max", { handler: { max: 0, handle: () => {} } }],
  ["handler must", { handler: { max: 1 } as never }],
])("An option without meaning is refused by its name: %s", (name, options) => {
  const source = workSource(new RateLimitingQueue());
  expect(() => new Workers({ source, handler: () => {}, ...options })).toThrow(name);
});

test.each([
  ["deadlineMs", { deadlineMs: NaN }],
  ["graceMs", { graceMs: NaN }],
  ["finish", { finish: "all" as "ready" }],
])("A stop option without meaning is refused by its name, and stops nothing: %s", async (name, options) => {
  const done: string[] = [];
  const { queue, workers } = open({ handler: ({ key }) => void done.push(key) });
  expect(() => workers.stop(options)).toThrow(name);
  queue.add("a");
  await turns();
  expect(done).toEqual(["a"]);
});
