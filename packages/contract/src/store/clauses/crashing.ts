import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import type { StorePlace } from "../store-place.ts";
import { keysOf, payloadsOf, StoreProbe, throwing } from "../store-probe.ts";

/** What is found after an owner ended without a word. */
export const crashing: Chapter<StorePlace> = {
  title: "Crashing",
  clauses: [
    {
      says: "After a crash, what was in hand is ready: first in line, in the order in which it was taken.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.add("d", { priority: -1 });
        await queue.addAll("a", "b", "c");
        await queue.take();
        await queue.addAll("e");
        await queue.add("f", { priority: 1 });
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 4, quarantined: [] });
        assert.deepEqual(await queue.takeKeys(), ["f", "a", "b", "c", "e", "d"]);
      },
    },
    {
      says: "It comes back as it was taken, but for its crash count, which grows with every crash in a row.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.fail("a", 0, { payload: "1", priority: 3 });
        const first = await queue.takeOne();
        for (const crashes of [1, 2, 3]) {
          queue.pass(5);
          await queue.crash();
          assert.deepEqual({ ...(await queue.takeOne()), token: first.token }, { ...first, crashes });
        }
      },
    },
    {
      says: "What was to run again is one run after a crash, with one payload made of the two.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.addAll("b");
        await queue.add("a", { payload: "1", priority: 1 });
        await queue.takeOne();
        await queue.add("a", { payload: "2", priority: 2 });
        await queue.crash();
        const claim = await queue.takeOne();
        assert.deepEqual([claim.key, claim.payload, claim.priority], ["a", "12", 2]);
        assert.equal(await queue.complete(claim), "done");
        assert.deepEqual(await queue.takeKeys(), ["b"]);
      },
    },
    {
      says: "Where the two do not combine, the newer counts, and the queue opens all the same.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 2, combine: throwing });
        await queue.add("a", { payload: "1" });
        await queue.takeOne();
        await queue.add("a", { payload: "2" });
        await queue.crash();
        assert.equal((await queue.takeOne()).payload, "2");
        await queue.add("a", { payload: "3" });
        await queue.crash();
        assert.deepEqual(payloadsOf(await queue.list("failed")), ["3"]);
      },
    },
    {
      says: "What waits for a key that was in hand waits on after a crash.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.add("a", { payload: "1" });
        await queue.takeOne();
        await queue.add("a", { payload: "2", afterMs: 10 });
        await queue.crash();
        const claim = await queue.takeOne();
        assert.equal(claim.payload, "1");
        assert.equal(await queue.complete(claim), "waiting");
        queue.pass(10);
        assert.equal((await queue.takeOne()).payload, "2");
      },
    },
    {
      says: "A crash leaves alone what was not in hand.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.spoil("failed");
        await queue.add("ready", { payload: "1" });
        await queue.fail("waiting", 10, { payload: "2" });
        await queue.fail("idle", 0, { priority: 1 });
        await queue.complete(await queue.takeOne());
        const before = await everything(queue);
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: [] });
        assert.deepEqual(await everything(queue), before);
      },
    },
    {
      says: "Whatever was acknowledged before a crash has happened.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        const acts: [act: () => Promise<unknown>, seen: () => Promise<unknown>][] = [
          [() => queue.add("a"), async () => keysOf(await queue.list("ready"))],
          [() => queue.add("b", { afterMs: 10 }), async () => keysOf(await queue.list("waiting"))],
          [() => queue.fail("c", 10), () => queue.failures("c")],
          [() => queue.postpone("b", 20), async () => (await queue.list("waiting"))[1]?.dueAt],
          [() => queue.cancel("b"), async () => keysOf(await queue.list("waiting"))],
          [() => queue.forget("c"), () => queue.failures("c")],
          [async () => queue.complete(await queue.takeOne()), () => queue.counts()],
          [() => queue.spoil("d"), async () => keysOf(await queue.list("failed"))],
          [() => queue.replay(), async () => keysOf(await queue.list("ready"))],
          [async () => queue.giveUp(await queue.takeOne(), "again"), () => queue.errors("d")],
          [() => queue.purge(), () => queue.counts()],
        ];
        for (const [act, seen] of acts) {
          const before = await seen();
          await act();
          await queue.crash();
          const after = await seen();
          assert.notDeepEqual(after, before, "what was acknowledged is undone");
        }
        assert.deepEqual(await queue.counts(), { ready: 0, inHand: 0, rerun: 0, waiting: 1, failed: 0 });
      },
    },
    {
      says: "A run that ends sets the crash count back, whichever way it ends.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.addAll("completed", "given up", "retried");
        await queue.take();
        await queue.crash();
        const [completed, givenUp, retried] = await queue.takeEach("completed", "given up", "retried");
        await queue.addAll("completed", "given up");
        await queue.complete(completed);
        await queue.giveUp(givenUp);
        await queue.retry(retried, 0);
        const claims = await queue.take();
        assert.deepEqual(
          claims.map(({ crashes }) => crashes),
          [0, 0, 0],
        );
      },
    },
    {
      says: "A key that is given up keeps the crashes before, in the failed set and with its error.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.add("a");
        await queue.takeOne();
        await queue.crash();
        await queue.giveUp(await queue.takeOne());
        assert.equal((await queue.list("failed"))[0]?.crashes, 1);
        assert.equal((await queue.errors("a"))[0]?.crashes, 1);
      },
    },
    {
      says: "Giving back neither counts as a crash, nor sets the count back.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.add("a");
        await queue.takeOne();
        await queue.crash();
        await queue.giveBack(await queue.takeOne());
        assert.equal((await queue.takeOne()).crashes, 1);
        await queue.reopen();
        assert.equal((await queue.takeOne()).crashes, 1);
      },
    },
    {
      says: "A key that was in hand at too many crashes in a row goes to the failed set, and the rest lives on.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 2 });
        await queue.add("bad", { payload: "1", priority: 1 });
        await queue.addAll("good");
        await queue.takeOne();
        await queue.crash();
        await queue.takeOne();
        await queue.add("bad", { payload: "2" });
        queue.pass(5);
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: ["bad"] });
        assert.deepEqual(await queue.takeKeys(), ["good"]);
        const [failed, ...others] = await queue.list("failed");
        assert.deepEqual(others, []);
        const { key, payload, priority, crashes, failedAt } = failed!;
        assert.deepEqual(
          { key, payload, priority, crashes, failedAt },
          { key: "bad", payload: "12", priority: 1, crashes: 2, failedAt: queue.now },
        );
      },
    },
    {
      says: "Before its last crash such a key runs alone: with nothing else in hand, and the line held up meanwhile.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 3 });
        await queue.addAll("a", "b");
        for (let n = 0; n < 2; n++) {
          await queue.takeEach("a", "b");
          await queue.crash();
        }
        await queue.add("first", { priority: 1 });
        await queue.addAll("last");
        for (const key of ["first", "a", "b", "last"]) {
          const [claim] = await queue.takeEach(key);
          assert.deepEqual(await queue.takeKeys(), [], `something is taken beside ${key}`);
          assert.equal(await queue.complete(claim), "done");
        }
      },
    },
    {
      says: "It runs alone until a run of it ends, be it given back meanwhile or the queue closed.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 2 });
        await queue.addAll("a", "b");
        await queue.takeOne();
        await queue.crash();
        const [back] = await queue.takeEach("a");
        await queue.giveBack(back);
        await queue.takeEach("a");
        await queue.reopen();
        const [claim] = await queue.takeEach("a");
        await queue.add("a");
        assert.equal(await queue.complete(claim), "rerun");
        await queue.takeEach("b", "a");
      },
    },
    {
      says: "Where a single crash is one too many, keys run together, and fail together.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 1 });
        await queue.addAll("a", "b");
        await queue.takeEach("a", "b");
        await queue.crash();
        assert.deepEqual(queue.queue.recovery.quarantined, ["a", "b"]);
      },
    },
    {
      says: "A key whose work ends the process every time takes no other to the failed set with it.",
      needs: ["crashes"],
      async check(place) {
        for (const maxCrashes of [2, 3, 5]) {
          const name = `at most ${maxCrashes}`;
          const queue = await StoreProbe.open(place, { name, maxCrashes });
          await queue.addAll("a", "bad", "b", "c");
          const done: string[] = [];
          // Each time it takes all that it gets, and works on it in order.
          for (let n = 0; n < 20; n++) {
            const claims = await queue.take();
            const before = claims.findIndex(({ key }) => key === "bad");
            for (const claim of claims.slice(0, before === -1 ? 2 : Math.max(before, 0))) {
              await queue.complete(claim);
              done.push(claim.key);
            }
            if (before !== -1) await queue.crash();
          }
          assert.deepEqual(keysOf(await queue.list("failed")), ["bad"]);
          assert.deepEqual(done.toSorted(), ["a", "b", "c"]);
        }
      },
    },
    {
      says: "It is said what it failed of, among its errors and in the failed set.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 1 });
        await queue.add("a");
        await queue.takeOne();
        await queue.crash();
        const [error] = await queue.errors("a");
        assert.ok(error, "no error was recorded");
        const { kind, at, crashes, failures } = error;
        assert.deepEqual(
          { kind, at, crashes, failures },
          { kind: "crashed", at: queue.now, crashes: 1, failures: 0 },
        );
        const [failed] = await queue.list("failed");
        assert.equal(failed?.error?.message, error.message);
        assert.equal(failed?.error?.name, error.name);
        assert.ok(error.message, "the error says nothing");
      },
    },
    {
      says: "Several of them are told in the order in which they were taken.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 1 });
        await queue.addAll("b", "a", "c");
        await queue.take();
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 0, quarantined: ["b", "a", "c"] });
        assert.deepEqual(keysOf(await queue.list("failed")), ["b", "a", "c"]);
      },
    },
    {
      says: "What waits for such a key waits no more, and its payload is not lost.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 1 });
        await queue.add("a", { payload: "1" });
        await queue.takeOne();
        await queue.add("a", { payload: "2", afterMs: 10 });
        await queue.crash();
        const { waiting, failed } = await queue.counts();
        assert.deepEqual({ waiting, failed }, { waiting: 0, failed: 1 });
        assert.deepEqual(payloadsOf(await queue.list("failed")), ["12"]);
      },
    },
    {
      says: "An add revives such a key, now or later, with no crashes counted.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place, { maxCrashes: 2 });
        for (const key of ["a", "b"]) await queue.add(key, { payload: "1" });
        // Both at once, and then the one and the other alone.
        for (let n = 0; n < 3; n++) {
          await queue.take();
          await queue.crash();
        }
        assert.equal(await queue.add("a", { payload: "2" }), "revived");
        assert.equal(await queue.add("b", { payload: "2", afterMs: 10 }), "waiting");
        queue.pass(10);
        for (const { payload, crashes } of await queue.takeEach("a", "b")) {
          assert.deepEqual({ payload, crashes }, { payload: "12", crashes: 0 });
        }
        await queue.crash();
        assert.deepEqual(queue.queue.recovery, { recovered: 2, quarantined: [] });
      },
    },
    {
      says: "After a crash tokens go on growing, and claims from before it are fenced.",
      needs: ["crashes"],
      async check(place) {
        const queue = await StoreProbe.open(place);
        await queue.addAll("a", "b");
        const [a, b] = await queue.takeEach("a", "b");
        await queue.complete(b);
        await queue.crash();
        assert.equal(await queue.complete(a), "fenced");
        const next = await queue.takeOne();
        assert.ok(next.token > b.token, "a token comes again");
        assert.equal(await queue.complete(a), "fenced");
        assert.equal(await queue.complete(next), "done");
      },
    },
  ],
};

async function everything(queue: StoreProbe): Promise<unknown> {
  return [
    await queue.counts(),
    await queue.list("ready"),
    await queue.list("waiting"),
    await queue.list("failed"),
    await queue.failures("waiting"),
    await queue.failures("idle"),
    await queue.errors("failed"),
  ];
}
