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
class Desk {
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

test("A change is saved when every handler has settled it and those before it, and not before", async () => {
  const desk = new Desk();
  const first = desk.saving.applied(set("a", 1), "1");
  const second = desk.saving.applied(del("a"), "2");
  await desk.pass(60_000);
  expect(desk.asked).toEqual([]);
  desk.saving.settled(first);
  await desk.pass(100);
  expect(desk.saved).toEqual(["1", { a: 1 }]);
  await desk.pass(60_000);
  expect(desk.asked).toHaveLength(1);
  desk.saving.settled(second);
  await desk.pass(100);
  expect(desk.saved).toEqual(["2", {}]);
});

test("What is settled within a while is one save, with the last state of each key", async () => {
  const desk = new Desk();
  desk.saving.applied(set("a", 1), "1");
  desk.saving.applied(set("b", 1), "2");
  desk.saving.settled(desk.saving.applied(set("a", 2), "3"));
  await desk.pass(50);
  desk.saving.settled(desk.saving.applied(del("c"), "4"));
  await desk.pass(50);
  expect(desk.asked).toEqual([[["updated a", "updated b", "deleted c"], "4"]]);
  expect(desk.saved).toEqual(["4", { a: 2, b: 1 }]);
});

test("While a save is under way the next one gathers", async () => {
  const desk = new Desk();
  desk.holds = true;
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.pass(100);
  desk.saving.settled(desk.saving.applied(set("a", 2), "2"));
  await desk.pass(1000);
  desk.saving.settled(desk.saving.applied(set("b", 2), "3"));
  await desk.pass(1000);
  expect(desk.asked).toHaveLength(1);
  await desk.held[0]!();
  await desk.pass(0);
  await desk.pass(100);
  expect(desk.asked.slice(1)).toEqual([[["updated a", "updated b"], "3"]]);
});

test("Changes that are applied together are saved together, with the version of all", async () => {
  const desk = new Desk();
  desk.saving.settled(desk.saving.applied([set("a", 1), set("b", 1)], "7"));
  await desk.pass(100);
  expect(desk.asked).toEqual([[["updated a", "updated b"], "7"]]);
});

test("A change that leads to no version is saved with the next one that does", async () => {
  const desk = new Desk();
  desk.saving.settled(desk.saving.applied(set("a", 1), undefined));
  desk.saving.settled(desk.saving.applied(set("b", 1), undefined));
  await desk.pass(60_000);
  expect(desk.asked).toEqual([]);
  desk.saving.bookmark("5");
  await desk.pass(100);
  expect(desk.asked).toEqual([[["updated a", "updated b"], "5"]]);
});

test("No changes that lead to a version are a bookmark", async () => {
  const desk = new Desk();
  const number = desk.saving.applied(set("a", 1), "1");
  for (let version = 2; version < 10; version++) expect(desk.saving.applied([], `${version}`)).toBe(number);
  desk.saving.settled(number);
  await desk.pass(100);
  desk.saving.settled(desk.saving.applied([], "10"));
  desk.saving.settled(desk.saving.applied([], undefined));
  await desk.pass(1000);
  expect(desk.asked).toEqual([
    [["updated a"], "9"],
    [[], "10"],
  ]);
});

test("A bookmark is not saved before the changes ahead of it are settled", async () => {
  const desk = new Desk();
  const number = desk.saving.applied(set("a", 1), "1");
  desk.saving.bookmark("9");
  await desk.pass(60_000);
  expect(desk.asked).toEqual([]);
  desk.saving.settled(number);
  await desk.pass(100);
  expect(desk.saved).toEqual(["9", { a: 1 }]);
});

test("Versions without changes are saved at most every second, and one that is saved not again", async () => {
  const desk = new Desk();
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.pass(100);
  for (let version = 2; version <= 30; version++) {
    desk.saving.bookmark(`${version}`);
    await desk.pass(100);
  }
  expect(desk.asked.map(([, version]) => version)).toEqual(["1", "11", "21"]);
  await desk.pass(1000);
  desk.saving.bookmark("30");
  await desk.pass(5000);
  expect(desk.asked.map(([, version]) => version)).toEqual(["1", "11", "21", "30"]);
});

test("A change that is settled soon after a bookmark does not wait for the second", async () => {
  const desk = new Desk();
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.pass(100);
  desk.saving.bookmark("2");
  desk.saving.settled(desk.saving.applied(set("a", 2), "3"));
  await desk.pass(100);
  expect(desk.saved).toEqual(["3", { a: 2 }]);
});

test("A key that handlers hear of for the first time is written down before they do, and the version stays", async () => {
  const desk = new Desk();
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.pass(100);
  const number = desk.saving.applied([set("b", 1), set("c", 1)], "2");
  await desk.saving.intend(["b", "c"], number);
  expect([...desk.memory.intents]).toEqual(["b", "c"]);
  expect(desk.saved).toEqual(["1", { a: 1 }]);
  expect(desk.saving.intend([], number)).toBeUndefined();
  desk.saving.settled(number);
  await desk.pass(100);
  expect([...desk.memory.intents]).toEqual([]);
  expect(desk.saved).toEqual(["2", { a: 1, b: 1, c: 1 }]);
});

test("A key stays written down while an older delete of it is saved", async () => {
  const desk = new Desk();
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.pass(100);
  const deleted = desk.saving.applied(del("a"), "2");
  const again = desk.saving.applied(set("a", 2), "3");
  await desk.saving.intend(["a"], again);
  desk.saving.settled(deleted);
  await desk.pass(100);
  expect([desk.saved, [...desk.memory.intents]]).toEqual([["2", {}], ["a"]]);
  desk.saving.applied(del("a"), "4");
  desk.saving.settled(again);
  await desk.pass(100);
  expect([desk.saved, [...desk.memory.intents]]).toEqual([["3", { a: 2 }], []]);
});

test("Announcements hold up no save, and wait for the one that is under way", async () => {
  const desk = new Desk();
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  for (let key = 0; key < 5; key++) {
    await desk.pass(20);
    await desk.saving.intend([`${key}`], 1);
  }
  await desk.pass(0);
  expect(desk.saved).toEqual(["1", { a: 1 }]);
  desk.holds = true;
  desk.saving.settled(desk.saving.applied(set("a", 2), "2"));
  await desk.pass(100);
  let announced = false;
  const announcing = desk.saving.intend(["b"], 2)!.then(() => (announced = true));
  await desk.pass(0);
  expect([announced, desk.held.length]).toEqual([false, 1]);
  desk.holds = false;
  await desk.held[0]!();
  await announcing;
  expect(desk.saved).toEqual(["2", { a: 2 }]);
});

test("An announcement that fails is reported, and holds nobody up", async () => {
  const desk = new Desk();
  const full = new Error("the disk is full");
  desk.memory.failNext(full);
  await desk.saving.intend(["a"], 1);
  expect(desk.errors).toEqual([full]);
  await desk.saving.close();
  expect(desk.saving.intend(["b"], 2)).toBeUndefined();
});

test("A save that fails is reported and made again after a growing delay, with what came meanwhile", async () => {
  const desk = new Desk();
  const full = new Error("the disk is full");
  desk.memory.failNext(full, 3);
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.pass(100);
  desk.saving.settled(desk.saving.applied(set("a", 2), "2"));
  await desk.pass(249);
  expect(desk.asked).toHaveLength(1);
  await desk.pass(1);
  expect(desk.asked).toHaveLength(2);
  await desk.pass(499);
  expect(desk.asked).toHaveLength(2);
  await desk.pass(1);
  await desk.pass(1000);
  expect(desk.asked).toEqual([
    [["updated a"], "1"],
    [["updated a"], "2"],
    [["updated a"], "2"],
    [["updated a"], "2"],
  ]);
  expect(desk.errors).toEqual([full, full, full]);
  expect(desk.saved).toEqual(["2", { a: 2 }]);
  desk.memory.failNext(full);
  desk.saving.settled(desk.saving.applied(set("a", 3), "3"));
  await desk.pass(100);
  await desk.pass(250);
  expect(desk.saved).toEqual(["3", { a: 3 }]);
});

test("A reporter that throws stops nothing", async () => {
  const clock = new ManualClock();
  const memory = new MemoryPersistence<number>();
  const onError = (): never => {
    throw new Error("nobody listens");
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

test("A flush saves at once what is settled, and only that", async () => {
  const desk = new Desk();
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  desk.saving.applied(set("b", 1), "2");
  await desk.saving.flush();
  expect(desk.saved).toEqual(["1", { a: 1 }]);
  await desk.saving.flush();
  expect(desk.asked).toHaveLength(1);
});

test("A flush waits for the save that is under way, and saves the rest", async () => {
  const desk = new Desk();
  desk.holds = true;
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.pass(100);
  desk.saving.settled(desk.saving.applied(set("a", 2), "2"));
  let flushed = 0;
  const flushes = [desk.saving.flush(), desk.saving.flush()].map((flush) => flush.then(() => flushed++));
  await desk.pass(0);
  expect([desk.asked.length, flushed]).toEqual([1, 0]);
  await desk.held[0]!();
  await desk.pass(0);
  expect(desk.asked).toHaveLength(2);
  await desk.held[1]!();
  await Promise.all(flushes);
  expect(desk.saved).toEqual(["2", { a: 2 }]);
  expect(desk.asked).toHaveLength(2);
});

test("While a flush saves, nothing else is saved", async () => {
  const desk = new Desk();
  desk.holds = true;
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  const flush = desk.saving.flush();
  desk.saving.settled(desk.saving.applied(set("b", 1), "2"));
  await desk.pass(60_000);
  expect(desk.asked).toEqual([[["updated a"], "1"]]);
  await desk.held[0]!();
  await flush;
  desk.holds = false;
  await desk.pass(100);
  expect(desk.saved).toEqual(["2", { a: 1, b: 1 }]);
});

test("A flush rejects with what the save throws, or with the reason of its signal", async () => {
  const desk = new Desk();
  const full = new Error("the disk is full");
  desk.memory.failNext(full);
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await expect(desk.saving.flush()).rejects.toBe(full);
  desk.holds = true;
  const stop = new AbortController();
  const flush = desk.saving.flush(stop.signal);
  stop.abort(new Error("no more time"));
  await expect(flush).rejects.toThrow("no more time");
  await desk.held[0]!();
  await desk.pass(0);
  expect(desk.saved).toEqual(["1", { a: 1 }]);
});

test("A close saves what is settled, and nothing is saved or waits afterwards", async () => {
  const desk = new Desk();
  const number = desk.saving.applied(set("a", 1), "1");
  const next = desk.saving.applied(set("a", 2), "2");
  desk.saving.settled(number);
  await desk.saving.close();
  expect(desk.saved).toEqual(["1", { a: 1 }]);
  desk.saving.settled(next);
  desk.saving.bookmark("3");
  await desk.pass(60_000);
  expect(desk.asked).toHaveLength(1);
  expect(desk.clock.pendingTimers).toBe(0);
});

test("A close that can not save reports it, and tries no more", async () => {
  const desk = new Desk();
  desk.memory.failNext(new Error("the disk is full"), 9);
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.saving.close();
  expect(desk.errors).toHaveLength(1);
  expect(desk.clock.pendingTimers).toBe(0);
});

test("A close is not waited for beyond its signal", async () => {
  const desk = new Desk();
  desk.holds = true;
  desk.saving.settled(desk.saving.applied(set("a", 1), "1"));
  await desk.saving.close(AbortSignal.abort());
  expect(desk.errors).toEqual([]);
});

test("Of very many changes that wait for a handler, those of one key are one", async () => {
  const desk = new Desk();
  let number = 0;
  for (let state = 1; state <= 300_000; state++) {
    number = desk.saving.applied(set(`${state % 10}`, state), `${state}`);
  }
  expect(desk.saving.unsavedChanges).toBeLessThan(70_000);
  desk.saving.settled(number);
  await desk.pass(100);
  expect(desk.asked).toHaveLength(1);
  expect(desk.asked[0]![0]).toHaveLength(10);
  expect(desk.saved[0]).toBe("300000");
});

test("Whatever is settled, fails or crashes when: what is saved is a state that was settled, with its version", async () => {
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
      const desk = new Desk();
      const now = new Map<string, number>();
      /** Of each version, the state, and up to where everything must have been settled. */
      const states = new Map<string, { number: number; objects: Record<string, number> }>();
      let [number, settled, version] = [0, 0, 0];
      const claim = (): string => {
        states.set(`${++version}`, { number, objects: Object.fromEntries(now) });
        return `${version}`;
      };
      const check = (): void => {
        const [saved, objects] = desk.saved;
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
          desk.saving.applied(change, step.versioned ? claim() : undefined);
        } else if (step.is === "bookmark") desk.saving.bookmark(claim());
        else if (step.is === "settle") {
          settled = Math.max(settled, Math.floor((number * step.share) / 100));
          desk.saving.settled(settled);
        } else if (step.is === "fail") desk.memory.failNext(new Error("full"), step.times);
        else if (step.is === "pass") await desk.pass(step.ms);
        else if (step.is === "hold") desk.holds = true;
        else if (step.is === "answer") {
          await desk.held.shift()?.();
          await desk.pass(0);
        }
        check();
      }
      desk.holds = false;
      for (const go of desk.held) await go();
      desk.saving.settled((settled = number));
      desk.saving.bookmark(claim());
      await desk.pass(0);
      for (let time = 0; time < 4; time++) await desk.pass(20_000);
      check();
      expect(desk.saved).toEqual([`${version}`, Object.fromEntries(now)]);
    }),
    { numRuns: 500 },
  );
});

test("Whatever is settled when: what handlers were told of is known, until they have settled its delete", async () => {
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
      const desk = new Desk();
      const now = new Set<string>();
      /** Of each key that handlers were told of, the delete they were told last, if it is gone. */
      const told = new Map<string, number>();
      let [number, settled] = [0, 0];
      for (const step of steps) {
        if (step.is === "delete" && now.delete(step.key)) {
          number = desk.saving.applied(del(step.key), `${number + 1}`);
          told.set(step.key, number);
        } else if (step.is === "set") {
          number = desk.saving.applied(set(step.key, number), `${number + 1}`);
          let waits = !now.has(step.key);
          if (waits) void desk.saving.intend([step.key], number)!.then(() => (waits = false));
          while (waits) {
            await desk.pass(0);
            await desk.held.shift()?.();
          }
          now.add(step.key);
          told.set(step.key, Infinity);
        } else if (step.is === "settle") {
          settled = Math.max(settled, Math.floor((number * step.share) / 100));
          desk.saving.settled(settled);
        } else if (step.is === "pass") await desk.pass(step.ms);
        else if (step.is === "answer") await desk.held.shift()?.();
        else if (step.is === "hold") desk.holds = !desk.holds;
        const { objects, intents } = desk.memory;
        for (const [key, gone] of told) {
          const known = objects.has(key) || intents.has(key);
          if (gone > settled) expect(known, `${key} is not known`).toBe(true);
        }
      }
      desk.holds = false;
      for (const go of desk.held) await go();
      desk.saving.settled(number);
      for (let time = 0; time < 4; time++) await desk.pass(20_000);
      expect([...desk.memory.intents]).toEqual([]);
      expect(new Set(desk.memory.objects.keys())).toEqual(now);
    }),
    { numRuns: 500 },
  );
});

test("Of very many changes that can not be saved, or lead to no version, those of one key are one", async () => {
  const failing = new Desk();
  failing.memory.failNext(new Error("full"), Infinity);
  const unversioned = new Desk();
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
