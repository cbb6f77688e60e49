// How much of the speed of a hand-written loop is left: the same tables, the same statements, the same grouping, once by
// hand and once through the store, taking turns so that both meet the same machine.
//
//   node --conditions=source experiments/against-by-hand.ts [verbs of a kind in a transaction] [pending] [lives]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { argv, cpuUsage, stdout } from "node:process";
import Database from "better-sqlite3";
import type { Claim, Holding, Payload, QueueStore } from "@workset/store";
import { SqliteStore } from "../src/index.ts";
import { prepareStatements } from "../src/commit/statements.ts";

const [together = 100, pending = 10_000, lives = 100_000] = argv.slice(2).map(Number);
const payload = "x".repeat(100);
const combine = (_: Payload, added: Payload): Payload => added;
const folder = mkdtempSync(join(tmpdir(), "workset-"));

/** Adds so many keys, takes as many, and completes those taken before, in one transaction. */
type Round = () => void | Promise<void>;

function keyOf(n: number): string {
  return `job-${String(n).padStart(9, "0")}`;
}

async function fill(path: string): Promise<SqliteStore> {
  const store = await SqliteStore.open(path);
  const queue = await openQueue(store);
  for (let n = 0; n < pending; n += 1000) {
    const keys = Array.from({ length: Math.min(1000, pending - n) }, (_, index) => keyOf(n + index));
    await Promise.all(keys.map((key) => queue.add({ key, payload, priority: 0, combine }, 0)));
  }
  return store;
}

function openQueue(store: SqliteStore): Promise<QueueStore> {
  return store.open({ queue: "queue", now: 0, maxCrashes: 5, combine });
}

async function throughStore(): Promise<Round> {
  const store = await fill(join(folder, "store.db"));
  await store.close();
  const queue = await openQueue(await SqliteStore.open(join(folder, "store.db")));
  let n = pending;
  let claims: readonly Holding[] = [];
  return async () => {
    const verbs: Promise<unknown>[] = claims.map((claim) => queue.complete(claim, 0));
    for (let end = n + together; n < end; n++) {
      verbs.push(queue.add({ key: keyOf(n), payload, priority: 0, combine }, 0));
    }
    const taking = queue.take(together, 0);
    await Promise.all(verbs);
    claims = await taking;
  };
}

async function byHand(): Promise<Round> {
  const path = join(folder, "hand.db");
  await (await fill(path)).close();
  const database = new Database(path);
  database.pragma("synchronous = FULL");
  const sql = prepareStatements(database);
  let n = pending;
  let number = 1e9;
  let ready = pending;
  let held: (Claim & { readonly id: number })[] = [];
  return () => {
    sql.begin.run();
    for (const { token, id } of held) {
      sql.release.run(token);
      sql.remove.run(id);
    }
    for (let end = n + together; n < end; n++) {
      if (sql.find.get(1, keyOf(n))) continue;
      const place = ++number;
      const { lastInsertRowid } = sql.insertReady.run(1, keyOf(n), 0, place, 0, payload);
      sql.join.run(1, 0, place, Number(lastInsertRowid));
      ready++;
    }
    const heads = sql.head.all(1, together) as (Claim & { id: number; seq: number })[];
    held = heads.map((head) => ({ ...head, token: ++number }));
    for (const { id, token } of held) sql.hold.run(token, 1, id);
    sql.leaveUpTo.run(1, 0, heads.at(-1)!.seq);
    ready -= held.length;
    sql.setCounts.run(ready, 0, 0, 0, 1);
    sql.commit.run();
  };
}

/** Time that has passed, and time that this process was at work, in microseconds. */
class Watch {
  passed = 0;
  worked = 0;

  async time(round: Round): Promise<void> {
    const from = performance.now();
    const before = cpuUsage();
    await round();
    const { user, system } = cpuUsage(before);
    this.passed += (performance.now() - from) * 1000;
    this.worked += user + system;
  }
}

const rounds = [
  { name: "by hand", round: await byHand(), watch: new Watch(), slices: [] as number[] },
  { name: "through the store", round: await throughStore(), watch: new Watch(), slices: [] as number[] },
];
const slice = Math.max(1, Math.round(1000 / together));
for (let done = -2000; done < lives; done += slice * together) {
  for (const { round, watch, slices } of rounds) {
    const from = watch.passed;
    const slow: Round = async () => {
      for (let each = 0; each < slice; each++) await round();
    };
    if (done < 0) await slow();
    else {
      await watch.time(slow);
      slices.push((watch.passed - from) / (slice * together));
    }
  }
}
for (const { name, watch, slices } of rounds) {
  const middle = slices.toSorted((a, b) => a - b)[slices.length >> 1]!;
  const worked = watch.worked / (slices.length * slice * together);
  stdout.write(
    `${name}: ${Math.round(1e6 / middle)} lives/s (median), ${worked.toFixed(2)} us of CPU a life\n`,
  );
}
rmSync(folder, { recursive: true });
process.exit();
