import { strict as assert } from "node:assert";
import type { Claim, Payload, StoredState } from "@workset/store";
import type { Chapter } from "../../clause.ts";
import type { StoreHarness } from "../store-harness.ts";
import { storeClause, keysOf, StoreProbe } from "../store-probe.ts";

const states: readonly StoredState[] = ["ready", "processing", "waiting", "failed"];

/** Keys that are looked at without being touched. */
export const listing: Chapter<StoreHarness> = {
  title: "Listing",
  clauses: [
    storeClause("Ready keys are listed as they will be taken.", async (queue) => {
      await queue.addAll("b", "a");
      await queue.add("c", { payload: "1", priority: 2 });
      await queue.fail("d", 0, { priority: -2 });
      await queue.add("b", { priority: 2 });
      const listed = await queue.list("ready");
      assert.deepEqual(listed[0], stored("c", { payload: "1", priority: 2 }, queue.now));
      assert.deepEqual(listed[3], stored("d", { priority: -2, failures: 1 }, queue.now));
      assert.deepEqual(keysOf(listed), ["c", "b", "a", "d"]);
      assert.deepEqual(await queue.takeKeys(), ["c", "b", "a", "d"]);
    }),
    storeClause(
      "Processing keys are listed by claim, those that are to run again with their next run.",
      async (queue) => {
        await queue.add("b", { payload: "1" });
        await queue.add("a", { payload: "2" });
        const [b] = await queue.takeEach("b", "a");
        const addedAt = queue.now;
        queue.pass(5);
        await queue.add("a", { payload: "3", priority: 4 });
        assert.deepEqual(await queue.list("processing"), [
          { ...stored("b", { payload: "1" }, addedAt), rerun: false },
          { ...stored("a", { payload: "3", priority: 4 }, queue.now), rerun: true },
        ]);
        await queue.giveBack(b);
        await queue.takeOne();
        assert.deepEqual(keysOf(await queue.list("processing")), ["a", "b"]);
      },
    ),
    storeClause(
      "Waiting keys are listed by due time, including those that are processing.",
      async (queue) => {
        await queue.add("a");
        await queue.takeOne();
        await queue.add("a", { payload: "1", afterMs: 30 });
        for (const key of ["d", "c", "b"]) await queue.add(key, { afterMs: 20 });
        await queue.add("b", { afterMs: 10 });
        await queue.postpone("d", 25);
        const listed = await queue.list("waiting");
        assert.deepEqual(keysOf(listed), ["b", "c", "d", "a"]);
        assert.deepEqual(listed[3], {
          ...stored("a", { payload: "1" }, queue.now),
          dueAt: queue.now + 30,
        });
      },
    ),
    storeClause("Failed keys are listed by the time they failed.", async (queue) => {
      for (const key of ["b", "c", "a"]) {
        await queue.giveUpNew(key);
        queue.pass(1);
      }
      await queue.giveUpNew("b");
      assert.deepEqual(keysOf(await queue.list("failed")), ["c", "a", "b"]);
    }),
    storeClause("A key can be found, in all of its states; an unknown one is not found.", async (queue) => {
      await fill(queue);
      await queue.add("processing 0", { payload: "again" });
      for (const state of states) {
        for (const { key, payload, priority, failures, crashes, rerun } of await queue.list(state)) {
          const record = await queue.find(key);
          const run = (rerun ? record?.rerun : undefined) ?? record?.[state];
          assert.deepEqual(
            [record?.key, run?.payload, run?.priority, record?.failures, record?.crashes],
            [key, payload, priority, failures, crashes],
          );
        }
      }
      assert.equal(await queue.find("unknown"), undefined);
    }),
    storeClause("A key that only has failures is found in no state.", async (queue) => {
      await queue.fail("a", 0);
      await queue.complete(await queue.takeOne());
      const record = await queue.find("a");
      assert.equal(record?.failures, 1);
      assert.deepEqual(
        [record.ready, record.processing, record.waiting, record.failed],
        [undefined, undefined, undefined, undefined],
      );
    }),
    storeClause(
      "A listing may ask for a text, in the key, the payload or the newest error message.",
      async (queue) => {
        await queue.giveUpNew("by key", { message: "older" });
        await queue.giveUpNew("by key", { payload: "none", message: "newer" });
        await queue.giveUpNew("2", { payload: '{"by":"payload"}' });
        await queue.giveUpNew("3", { message: "no such file: 100%_of(it)" });
        const search = async (text: string): Promise<string[]> => {
          return keysOf(await queue.list("failed", { search: text }));
        };
        assert.deepEqual(await search("key"), ["by key"]);
        assert.deepEqual(await search("by"), ["by key", "2"]);
        assert.deepEqual(await search("newer"), ["by key"]);
        assert.deepEqual(await search("older"), []);
        assert.deepEqual(await search("such file"), ["3"]);
        await queue.add("2");
        assert.deepEqual(keysOf(await queue.list("ready", { search: '"payload"' })), ["2"]);
        assert.deepEqual(keysOf(await queue.list("ready", { search: "file" })), []);
      },
    ),
    storeClause("The text that is searched for is text, and no pattern.", async (queue) => {
      const keys = ["a%b", "a_b", "a*b", "a.b", "a?b", "a[b", "a\\b", "a'b", 'a"b', "axb"];
      await queue.addAll(...keys);
      for (const key of keys) {
        assert.deepEqual(keysOf(await queue.list("ready", { search: key })), [key]);
      }
    }),
    storeClause(
      "A listing comes in pages, which together hold every key once and in order; the last has no next.",
      async (queue) => {
        await fill(queue);
        for (const state of states) {
          const all = keysOf(await queue.list(state));
          assert.equal(all.length, 6);
          for (const limit of [1, 2, 4, 5, 6, 7]) {
            const pages = await pagesOf(queue, state, limit);
            assert.deepEqual(pages.flat(), all);
            assert.deepEqual(
              pages.map(({ length }) => length).filter((length) => length !== limit),
              6 % limit === 0 ? [] : [6 % limit],
            );
          }
        }
      },
    ),
    storeClause("Pages of what was searched for are as full as others.", async (queue) => {
      for (let n = 0; n < 12; n++) await queue.add(n % 3 === 0 ? `yes ${n}` : `no ${n}`);
      const pages = await pagesOf(queue, "ready", 2, "yes");
      assert.deepEqual(pages, [
        ["yes 0", "yes 3"],
        ["yes 6", "yes 9"],
      ]);
    }),
    storeClause(
      "Keys that stay where they are, are on one page each, whatever comes and goes between the pages.",
      async (queue) => {
        const claims = await fill(queue);
        const before = new Map<StoredState, { rest: string[]; next: string }>();
        for (const state of states) {
          const page = await queue.queue.list({ state, limit: 3 }, queue.now);
          const rest = keysOf(await queue.list(state)).slice(3);
          before.set(state, { rest, next: page.next! });
        }
        // The first two of each state go.
        for (const claim of claims.slice(0, 2)) await queue.complete(claim);
        for (const { key } of await queue.list("waiting", { limit: 2 })) await queue.cancel(key);
        for (const { key } of await queue.list("failed", { limit: 2 })) await queue.purge({ key });
        await queue.take(2);
        await queue.add("in front", { priority: 10 });
        await queue.add("due first", { afterMs: 1 });
        for (const [state, { rest, next: after }] of before) {
          const seen = keysOf(await queue.list(state, { after }));
          assert.deepEqual(seen.slice(0, rest.length), rest, `of the keys that are ${state}`);
        }
      },
    ),
  ],
};

function stored(
  key: string,
  { payload = null, priority = 0, failures = 0 }: { payload?: Payload; priority?: number; failures?: number },
  addedAt: number,
): object {
  return { key, payload, priority, failures, crashes: 0, addedAt };
}

/** Puts six keys into each state; gives the claims of the processing ones. */
async function fill(queue: StoreProbe): Promise<Claim[]> {
  for (let n = 0; n < 6; n++) await queue.giveUpNew(`failed ${n}`);
  for (let n = 0; n < 6; n++) await queue.add(`processing ${n}`);
  const claims = await queue.take();
  for (let n = 0; n < 6; n++) await queue.add(`ready ${n}`, { priority: n % 2 });
  for (let n = 0; n < 6; n++) await queue.add(`waiting ${n}`, { afterMs: 10 + (n % 2) });
  return claims;
}

async function pagesOf(
  queue: StoreProbe,
  state: StoredState,
  limit: number,
  search?: string,
): Promise<string[][]> {
  const pages: string[][] = [];
  let after: string | undefined;
  do {
    const more = { ...(after !== undefined && { after }), ...(search !== undefined && { search }) };
    const page = await queue.queue.list({ state, limit, ...more }, queue.now);
    pages.push(keysOf(page.keys));
    after = page.next;
    assert.ok(pages.length < 20, "there is no last page");
  } while (after !== undefined);
  return pages;
}
