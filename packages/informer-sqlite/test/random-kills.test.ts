import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Bench } from "./bench.ts";
import { Life, thing, world, type Diary } from "./life.ts";

const name = fc.constantFrom("a", "b", "c", "d", "e");

/** What may happen to the world, and to the one who watches it. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant("set" as const), name }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constant("delete" as const), name, dropped: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constantFrom("compact" as const, "bookmark" as const, "close" as const) }),
  },
  { weight: 8, arbitrary: fc.record({ is: fc.constantFrom("settle" as const, "save" as const) }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constantFrom("stall" as const, "go on" as const) }) },
  { weight: 4, arbitrary: fc.record({ is: fc.constantFrom("kill" as const, "stop" as const) }) },
);

/** What a handler that acts when its promise resolves has made of what it was told. */
class Ledger {
  readonly states = new Map<string, number>();
  #read = 0;

  /** Takes over all that the diary says, but for what is under way. */
  read(diary: Diary, upTo: number): void {
    for (const told of diary.told.slice(this.#read, upTo)) {
      const [, verb, name = "", rest = ""] = /^(add|update|delete) (.)(.*)$/.exec(told)!;
      if (verb === "delete") this.states.delete(name);
      else this.states.set(name, Number(/\d+$/.exec(rest)![0]));
    }
    this.#read = upTo;
  }

  turn(): void {
    this.#read = 0;
  }
}

test(
  "Whenever it is killed or stopped, every handler comes to see the world as it is",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        using bench = new Bench();
        const source = world("ab");
        const ledgers = [new Ledger(), new Ledger()];
        const lives: Life[] = [];
        const stalls: PromiseWithResolvers<void>[] = [];
        let path = bench.path();
        let life = await begin();
        let stalled: PromiseWithResolvers<void> | undefined;
        let stalledAt = 0;
        let state = 1;

        async function begin(): Promise<Life> {
          const begun = await Life.begin(path, source, 2);
          lives.push(begun);
          return begun;
        }
        /** What has come to its end by now counts, whatever happens next. */
        function note(): void {
          const [quick, slow] = life.diaries;
          ledgers[0]!.read(quick!, quick!.told.length);
          ledgers[1]!.read(slow!, stalled ? Math.min(stalledAt, slow!.told.length) : slow!.told.length);
        }
        async function end(how: "kill" | "stop"): Promise<void> {
          note();
          if (how === "kill") path = life.kill(bench);
          else {
            const stopping = life[Symbol.asyncDispose]();
            stalled?.resolve();
            stalled = undefined;
            note();
            await stopping;
          }
          stalled = undefined;
          for (const ledger of ledgers) ledger.turn();
          life = await begin();
        }

        for (const step of steps) {
          if (step.is === "set") source.set(thing(step.name, ++state));
          else if (step.is === "delete") {
            if (source.get(step.name)) source.delete(step.name, { dropped: step.dropped });
          } else if (step.is === "compact") source.compact();
          else if (step.is === "bookmark") source.bookmark();
          else if (step.is === "close") source.closeWatches();
          else if (step.is === "settle") await life.settle();
          else if (step.is === "save") await life.save();
          else if (step.is === "stall" && !stalled) {
            await life.settle();
            const stall = Promise.withResolvers<void>();
            stalls.push(stall);
            stalled = stall;
            stalledAt = life.diaries[1]!.told.length;
            life.diaries[1]!.answer = () => stall.promise;
          } else if (step.is === "go on") {
            stalled?.resolve();
            life.diaries[1]!.answer = undefined;
            stalled = undefined;
          } else if (step.is === "kill" || step.is === "stop") await end(step.is);
        }

        // What was dropped shows in a list alone, and who is killed now has to list.
        source.set(thing("a", ++state));
        source.compact();
        await end("kill");
        await life.settle();
        await life.save();
        note();
        const world_ = new Map(source.objects.map(({ name, state }) => [name, state]));
        for (const { states } of ledgers) expect(sorted(states)).toEqual(sorted(world_));
        const next = await Life.begin(life.kill(bench), source, 0);
        lives.push(next);
        expect(sorted(new Map(next.informer.cache.list().map(({ name, state }) => [name, state])))).toEqual(
          sorted(world_),
        );
        for (const stall of stalls) stall.resolve();
        for (const each of lives) await each[Symbol.asyncDispose]();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  },
);

function sorted(states: ReadonlyMap<string, number>): [string, number][] {
  return [...states].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
