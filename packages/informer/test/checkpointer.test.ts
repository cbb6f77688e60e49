import { ManualClock } from "@workset/clock";
import { MemoryPersistence, Checkpointer, type SavedChange } from "@workset/informer";
import * as fc from "fast-check";
import { expect, test } from "vitest";

function set(key: string, object: number): SavedChange<number> {
  return { type: "updated", key, object };
}

function del(key: string): SavedChange<number> {
  return { type: "deleted", key };
}

/** A saving whose saves are answered by hand. */
class Subject {
  readonly clock = new ManualClock();
  readonly errors: unknown[] = [];
  readonly memory = new MemoryPersistence<number>();
  /** What was asked to be saved. */
  readonly asked: [string[], string | undefined][] = [];
  held: (() => Promise<void>)[] = [];
  holds = false;
  readonly saving = new Checkpointer<number>(
    {
      load: () => this.memory.load(),
      save: async (changes, version) => {
        this.asked.push([changes.map(({ type, key }) => `${type} ${key}`), version]);
        if (this.holds) await new Promise<void>((go) => this.held.push(async () => go()));
        await this.memory.save(changes, version);
      },
      [Symbol.asyncDispose]: () => this.memory[Symbol.asyncDispose](),
    },
    { clock: this.clock, random: () => 0, onError: (error) => this.errors.push(error) },
  );

  /** Lets time pass, and what it sets going happen. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }

  get saved(): [version: string | undefined, objects: Record<string, number>] {
    return [this.memory.version, Object.fromEntries(this.memory.objects)];
  }
}

test("a change is saved when every handler has settled it and those before it, and not before", async () => {
  const subject = new Subject();
  const first = subject.saving.applied(set("a", 1), "1");
  const second = subject.saving.applied(del("a"), "2");
  await subject.pass(60_000);
  expect(subject.asked).toEqual([]);
  subject.saving.settled(first);
  await subject.pass(100);
  expect(subject.saved).toEqual(["1", { a: 1 }]);
  await subject.pass(60_000);
  expect(subject.asked).toHaveLength(1);
  subject.saving.settled(second);
  await subject.pass(100);
  expect(subject.saved).toEqual(["2", {}]);
});

test("what is settled within a while is one save, with the last state of each key", async () => {
  const subject = new Subject();
  subject.saving.applied(set("a", 1), "1");
  subject.saving.applied(set("b", 1), "2");
  subject.saving.settled(subject.saving.applied(set("a", 2), "3"));
  await subject.pass(50);
  subject.saving.settled(subject.saving.applied(del("c"), "4"));
  await subject.pass(50);
  expect(subject.asked).toEqual([[["updated a", "updated b", "deleted c"], "4"]]);
  expect(subject.saved).toEqual(["4", { a: 2, b: 1 }]);
});

test("while a save is under way the next one gathers", async () => {
  const subject = new Subject();
  subject.holds = true;
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.pass(100);
  subject.saving.settled(subject.saving.applied(set("a", 2), "2"));
  await subject.pass(1000);
  subject.saving.settled(subject.saving.applied(set("b", 2), "3"));
  await subject.pass(1000);
  expect(subject.asked).toHaveLength(1);
  await subject.held[0]!();
  await subject.pass(0);
  await subject.pass(100);
  expect(subject.asked.slice(1)).toEqual([[["updated a", "updated b"], "3"]]);
});

test("changes that are applied together are saved together, with the version of all", async () => {
  const subject = new Subject();
  subject.saving.settled(subject.saving.applied([set("a", 1), set("b", 1)], "7"));
  await subject.pass(100);
  expect(subject.asked).toEqual([[["updated a", "updated b"], "7"]]);
});

test("a change that leads to no version is saved with the next one that does", async () => {
  const subject = new Subject();
  subject.saving.settled(subject.saving.applied(set("a", 1), undefined));
  subject.saving.settled(subject.saving.applied(set("b", 1), undefined));
  await subject.pass(60_000);
  expect(subject.asked).toEqual([]);
  subject.saving.bookmark("5");
  await subject.pass(100);
  expect(subject.asked).toEqual([[["updated a", "updated b"], "5"]]);
});

test("no changes that lead to a version are a bookmark", async () => {
  const subject = new Subject();
  const number = subject.saving.applied(set("a", 1), "1");
  for (let version = 2; version < 10; version++)
    expect(subject.saving.applied([], `${version}`)).toBe(number);
  subject.saving.settled(number);
  await subject.pass(100);
  subject.saving.settled(subject.saving.applied([], "10"));
  subject.saving.settled(subject.saving.applied([], undefined));
  await subject.pass(1000);
  expect(subject.asked).toEqual([
    [["updated a"], "9"],
    [[], "10"],
  ]);
});

test("a bookmark is not saved before the changes ahead of it are settled", async () => {
  const subject = new Subject();
  const number = subject.saving.applied(set("a", 1), "1");
  subject.saving.bookmark("9");
  await subject.pass(60_000);
  expect(subject.asked).toEqual([]);
  subject.saving.settled(number);
  await subject.pass(100);
  expect(subject.saved).toEqual(["9", { a: 1 }]);
});

test("versions without changes are saved at most every second, and one that is saved not again", async () => {
  const subject = new Subject();
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.pass(100);
  for (let version = 2; version <= 30; version++) {
    subject.saving.bookmark(`${version}`);
    await subject.pass(100);
  }
  expect(subject.asked.map(([, version]) => version)).toEqual(["1", "11", "21"]);
  await subject.pass(1000);
  subject.saving.bookmark("30");
  await subject.pass(5000);
  expect(subject.asked.map(([, version]) => version)).toEqual(["1", "11", "21", "30"]);
});

test("a change that is settled soon after a bookmark does not wait for the second", async () => {
  const subject = new Subject();
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.pass(100);
  subject.saving.bookmark("2");
  subject.saving.settled(subject.saving.applied(set("a", 2), "3"));
  await subject.pass(100);
  expect(subject.saved).toEqual(["3", { a: 2 }]);
});

test("the intent to deliver a new key is saved before handlers receive it, and the version stays", async () => {
  const subject = new Subject();
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.pass(100);
  const number = subject.saving.applied([set("b", 1), set("c", 1)], "2");
  await subject.saving.intend(["b", "c"], number);
  expect([...subject.memory.intents]).toEqual(["b", "c"]);
  expect(subject.saved).toEqual(["1", { a: 1 }]);
  expect(subject.saving.intend([], number)).toBeUndefined();
  subject.saving.settled(number);
  await subject.pass(100);
  expect([...subject.memory.intents]).toEqual([]);
  expect(subject.saved).toEqual(["2", { a: 1, b: 1, c: 1 }]);
});

test("a key stays written down while an older delete of it is saved", async () => {
  const subject = new Subject();
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.pass(100);
  const deleted = subject.saving.applied(del("a"), "2");
  const again = subject.saving.applied(set("a", 2), "3");
  await subject.saving.intend(["a"], again);
  subject.saving.settled(deleted);
  await subject.pass(100);
  expect([subject.saved, [...subject.memory.intents]]).toEqual([["2", {}], ["a"]]);
  subject.saving.applied(del("a"), "4");
  subject.saving.settled(again);
  await subject.pass(100);
  expect([subject.saved, [...subject.memory.intents]]).toEqual([["3", { a: 2 }], []]);
});

test("announcements hold up no save, and wait for the one that is under way", async () => {
  const subject = new Subject();
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  for (let key = 0; key < 5; key++) {
    await subject.pass(20);
    await subject.saving.intend([`${key}`], 1);
  }
  await subject.pass(0);
  expect(subject.saved).toEqual(["1", { a: 1 }]);
  subject.holds = true;
  subject.saving.settled(subject.saving.applied(set("a", 2), "2"));
  await subject.pass(100);
  let announced = false;
  const announcing = subject.saving.intend(["b"], 2)!.then(() => (announced = true));
  await subject.pass(0);
  expect([announced, subject.held.length]).toEqual([false, 1]);
  subject.holds = false;
  await subject.held[0]!();
  await announcing;
  expect(subject.saved).toEqual(["2", { a: 2 }]);
});

test("an intent that cannot be saved is reported, and delays no handler", async () => {
  const subject = new Subject();
  const full = new Error("the disk is full");
  subject.memory.failNext(full);
  await subject.saving.intend(["a"], 1);
  expect(subject.errors).toEqual([full]);
  await subject.saving.close();
  expect(subject.saving.intend(["b"], 2)).toBeUndefined();
});

test("a save that fails is reported and made again after a growing delay, with what came meanwhile", async () => {
  const subject = new Subject();
  const full = new Error("the disk is full");
  subject.memory.failNext(full, 3);
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.pass(100);
  subject.saving.settled(subject.saving.applied(set("a", 2), "2"));
  await subject.pass(249);
  expect(subject.asked).toHaveLength(1);
  await subject.pass(1);
  expect(subject.asked).toHaveLength(2);
  await subject.pass(499);
  expect(subject.asked).toHaveLength(2);
  await subject.pass(1);
  await subject.pass(1000);
  expect(subject.asked).toEqual([
    [["updated a"], "1"],
    [["updated a"], "2"],
    [["updated a"], "2"],
    [["updated a"], "2"],
  ]);
  expect(subject.errors).toEqual([full, full, full]);
  expect(subject.saved).toEqual(["2", { a: 2 }]);
  subject.memory.failNext(full);
  subject.saving.settled(subject.saving.applied(set("a", 3), "3"));
  await subject.pass(100);
  await subject.pass(250);
  expect(subject.saved).toEqual(["3", { a: 3 }]);
});

test("a reporter that throws stops nothing", async () => {
  const clock = new ManualClock();
  const memory = new MemoryPersistence<number>();
  const onError = (): never => {
    throw new Error("no listener");
  };
  const saving = new Checkpointer(memory, { clock, onError, random: () => 0 });
  memory.failNext(new Error("the disk is full"));
  saving.settled(saving.applied(set("a", 1), "1"));
  clock.advance(100);
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(250);
  await new Promise((resolve) => setImmediate(resolve));
  expect(memory.version).toBe("1");
});

test("a flush saves at once what is settled, and only that", async () => {
  const subject = new Subject();
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  subject.saving.applied(set("b", 1), "2");
  await subject.saving.flush();
  expect(subject.saved).toEqual(["1", { a: 1 }]);
  await subject.saving.flush();
  expect(subject.asked).toHaveLength(1);
});

test("a flush waits for the save that is under way, and saves the rest", async () => {
  const subject = new Subject();
  subject.holds = true;
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.pass(100);
  subject.saving.settled(subject.saving.applied(set("a", 2), "2"));
  let flushed = 0;
  const flushes = [subject.saving.flush(), subject.saving.flush()].map((flush) =>
    flush.then(() => flushed++),
  );
  await subject.pass(0);
  expect([subject.asked.length, flushed]).toEqual([1, 0]);
  await subject.held[0]!();
  await subject.pass(0);
  expect(subject.asked).toHaveLength(2);
  await subject.held[1]!();
  await Promise.all(flushes);
  expect(subject.saved).toEqual(["2", { a: 2 }]);
  expect(subject.asked).toHaveLength(2);
});

test("while a flush saves, nothing else is saved", async () => {
  const subject = new Subject();
  subject.holds = true;
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  const flush = subject.saving.flush();
  subject.saving.settled(subject.saving.applied(set("b", 1), "2"));
  await subject.pass(60_000);
  expect(subject.asked).toEqual([[["updated a"], "1"]]);
  await subject.held[0]!();
  await flush;
  subject.holds = false;
  await subject.pass(100);
  expect(subject.saved).toEqual(["2", { a: 1, b: 1 }]);
});

test("a flush rejects with what the save throws, or with the reason of its signal", async () => {
  const subject = new Subject();
  const full = new Error("the disk is full");
  subject.memory.failNext(full);
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await expect(subject.saving.flush()).rejects.toBe(full);
  subject.holds = true;
  const stop = new AbortController();
  const flush = subject.saving.flush(stop.signal);
  stop.abort(new Error("no more time"));
  await expect(flush).rejects.toThrow("no more time");
  await subject.held[0]!();
  await subject.pass(0);
  expect(subject.saved).toEqual(["1", { a: 1 }]);
});

test("a close saves what is settled, and nothing is saved or waits afterwards", async () => {
  const subject = new Subject();
  const number = subject.saving.applied(set("a", 1), "1");
  const next = subject.saving.applied(set("a", 2), "2");
  subject.saving.settled(number);
  await subject.saving.close();
  expect(subject.saved).toEqual(["1", { a: 1 }]);
  subject.saving.settled(next);
  subject.saving.bookmark("3");
  await subject.pass(60_000);
  expect(subject.asked).toHaveLength(1);
  expect(subject.clock.pendingTimers).toBe(0);
});

test("a close that cannot save reports it, and does not try again", async () => {
  const subject = new Subject();
  subject.memory.failNext(new Error("the disk is full"), 9);
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.saving.close();
  expect(subject.errors).toHaveLength(1);
  expect(subject.clock.pendingTimers).toBe(0);
});

test("a close is not waited for beyond its signal", async () => {
  const subject = new Subject();
  subject.holds = true;
  subject.saving.settled(subject.saving.applied(set("a", 1), "1"));
  await subject.saving.close(AbortSignal.abort());
  expect(subject.errors).toEqual([]);
});

test("of very many changes that wait for a handler, those of one key are one", async () => {
  const subject = new Subject();
  let number = 0;
  for (let state = 1; state <= 300_000; state++) {
    number = subject.saving.applied(set(`${state % 10}`, state), `${state}`);
  }
  expect(subject.saving.unsavedChanges).toBeLessThan(70_000);
  subject.saving.settled(number);
  await subject.pass(100);
  expect(subject.asked).toHaveLength(1);
  expect(subject.asked[0]![0]).toHaveLength(10);
  expect(subject.saved[0]).toBe("300000");
});

test("whatever is settled, fails or crashes when: what is saved is a state that was settled, with its version", async () => {
  const key = fc.constantFrom("a", "b", "c");
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ is: fc.constant("set" as const), key, versioned: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant("delete" as const), key, versioned: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant("bookmark" as const) }) },
    { weight: 4, arbitrary: fc.record({ is: fc.constant("settle" as const), share: fc.nat(100) }) },
    {
      weight: 1,
      arbitrary: fc.record({ is: fc.constant("fail" as const), times: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ is: fc.constant("pass" as const), ms: fc.constantFrom(0, 50, 100, 500, 9999) }),
    },
    { weight: 1, arbitrary: fc.record({ is: fc.constant("hold" as const) }) },
    { weight: 2, arbitrary: fc.record({ is: fc.constant("answer" as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const subject = new Subject();
      const now = new Map<string, number>();
      /** Of each version, the state, and up to where everything must have been settled. */
      const states = new Map<string, { number: number; objects: Record<string, number> }>();
      let [number, settled, version] = [0, 0, 0];
      const claim = (): string => {
        states.set(`${++version}`, { number, objects: Object.fromEntries(now) });
        return `${version}`;
      };
      const check = (): void => {
        const [saved, objects] = subject.saved;
        if (saved === undefined) {
          expect(objects).toEqual({});
          return;
        }
        const state = states.get(saved)!;
        expect(objects).toEqual(state.objects);
        expect(state.number).toBeLessThanOrEqual(settled);
      };
      for (const step of steps) {
        if (step.is === "set" || step.is === "delete") {
          if (step.is === "set") now.set(step.key, version);
          else now.delete(step.key);
          const change = step.is === "set" ? set(step.key, version) : del(step.key);
          number++;
          subject.saving.applied(change, step.versioned ? claim() : undefined);
        } else if (step.is === "bookmark") subject.saving.bookmark(claim());
        else if (step.is === "settle") {
          settled = Math.max(settled, Math.floor((number * step.share) / 100));
          subject.saving.settled(settled);
        } else if (step.is === "fail") subject.memory.failNext(new Error("full"), step.times);
        else if (step.is === "pass") await subject.pass(step.ms);
        else if (step.is === "hold") subject.holds = true;
        else if (step.is === "answer") {
          await subject.held.shift()?.();
          await subject.pass(0);
        }
        check();
      }
      subject.holds = false;
      for (const go of subject.held) await go();
      subject.saving.settled((settled = number));
      subject.saving.bookmark(claim());
      await subject.pass(0);
      for (let time = 0; time < 4; time++) await subject.pass(20_000);
      check();
      expect(subject.saved).toEqual([`${version}`, Object.fromEntries(now)]);
    }),
    { numRuns: 500 },
  );
});

test("in any order of settling, a key that handlers received is known until they have settled its deletion", async () => {
  const key = fc.constantFrom("a", "b", "c");
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ is: fc.constantFrom("set" as const, "delete" as const), key }) },
    { weight: 3, arbitrary: fc.record({ is: fc.constant("settle" as const), share: fc.nat(100) }) },
    {
      weight: 3,
      arbitrary: fc.record({ is: fc.constant("pass" as const), ms: fc.constantFrom(0, 30, 100, 500) }),
    },
    { weight: 1, arbitrary: fc.record({ is: fc.constantFrom("hold" as const, "answer" as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const subject = new Subject();
      const now = new Set<string>();
      /** Of each key that handlers were told of, the delete they were told last, if it is gone. */
      const told = new Map<string, number>();
      let [number, settled] = [0, 0];
      for (const step of steps) {
        if (step.is === "delete" && now.delete(step.key)) {
          number = subject.saving.applied(del(step.key), `${number + 1}`);
          told.set(step.key, number);
        } else if (step.is === "set") {
          number = subject.saving.applied(set(step.key, number), `${number + 1}`);
          let waits = !now.has(step.key);
          if (waits) void subject.saving.intend([step.key], number)!.then(() => (waits = false));
          while (waits) {
            await subject.pass(0);
            await subject.held.shift()?.();
          }
          now.add(step.key);
          told.set(step.key, Infinity);
        } else if (step.is === "settle") {
          settled = Math.max(settled, Math.floor((number * step.share) / 100));
          subject.saving.settled(settled);
        } else if (step.is === "pass") await subject.pass(step.ms);
        else if (step.is === "answer") await subject.held.shift()?.();
        else if (step.is === "hold") subject.holds = !subject.holds;
        const { objects, intents } = subject.memory;
        for (const [key, gone] of told) {
          const known = objects.has(key) || intents.has(key);
          if (gone > settled) expect(known, `${key} is not known`).toBe(true);
        }
      }
      subject.holds = false;
      for (const go of subject.held) await go();
      subject.saving.settled(number);
      for (let time = 0; time < 4; time++) await subject.pass(20_000);
      expect([...subject.memory.intents]).toEqual([]);
      expect(new Set(subject.memory.objects.keys())).toEqual(now);
    }),
    { numRuns: 500 },
  );
});

test("of many changes that cannot be saved, or lead to no version, those of one key become one", async () => {
  const failing = new Subject();
  failing.memory.failNext(new Error("full"), Infinity);
  const unversioned = new Subject();
  for (let round = 0; round < 20; round++) {
    for (let state = 0; state < 10_000; state++) {
      const change = set(`${state % 10}`, state);
      failing.saving.settled(failing.saving.applied(change, `${round * 10_000 + state}`));
      unversioned.saving.applied(change, undefined);
    }
    await failing.pass(10_000);
  }
  expect(failing.errors.length).toBeGreaterThan(1);
  expect(failing.saving.unsavedChanges).toBeLessThan(80_000);
  expect(unversioned.saving.unsavedChanges).toBeLessThan(70_000);
  unversioned.saving.settled(unversioned.saving.applied(set("a", 1), "7"));
  await unversioned.pass(100);
  expect([unversioned.saved[0], Object.keys(unversioned.saved[1]).length]).toEqual(["7", 11]);
});
