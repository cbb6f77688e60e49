// Which tables are fastest? Each layout keeps the same promises (one row a key, found by its text; a line; keys in hand)
// and lives through the same lives: in one transaction, so many adds, completions of what was taken before, and takes.
// Layouts take turns, slice by slice, so that all meet the same machine.
//
//   node --conditions=source experiments/layouts.ts [ordered|scattered] [pending] [lives] [payload bytes] [page bytes]
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { argv, cpuUsage, stdout } from "node:process";
import Database from "better-sqlite3";
import { hash53 } from "./hash53.ts";

const [, , order = "scattered", ...numbers] = argv;
const [pending = 100_000, lives = 50_000, payloadBytes = 100, pageBytes = 4096] = numbers.map(Number);
const together = 100;
const payload = "x".repeat(payloadBytes);

function keyOf(n: number): string {
  return order === "scattered"
    ? `ns-${n % 97}/name-${(n * 7919) % 1_000_003}`
    : `job-${String(n).padStart(9, "0")}`;
}

interface Taken {
  readonly id: number;
  readonly token: number;
  readonly key: string;
}

/** What a layout can do; its statements run within a transaction that is open. */
interface Layout {
  add(key: string): void;
  take(max: number): Taken[];
  complete(taken: Taken): void;
  /** The last step before a commit. */
  seal?(): void;
}

type Prepare = (sql: string) => Database.Statement;

/** The columns that every layout has. */
const columns = `queue INTEGER NOT NULL, state INTEGER NOT NULL, rank REAL NOT NULL, seq INTEGER NOT NULL,
  added_at REAL NOT NULL, failures INTEGER DEFAULT 0, crashes INTEGER DEFAULT 0, key TEXT NOT NULL, payload TEXT`;

const beside = `CREATE TABLE line (queue INTEGER, rank REAL, seq INTEGER, id INTEGER, PRIMARY KEY (queue, rank, seq))
    STRICT, WITHOUT ROWID;
  CREATE TABLE held (token INTEGER PRIMARY KEY, queue INTEGER, id INTEGER) STRICT;`;

const head = `SELECT k.id, k.key, k.payload, l.seq, k.failures, k.crashes, k.added_at
  FROM line l CROSS JOIN keys k ON k.id = l.id WHERE l.queue = 1 ORDER BY l.rank, l.seq LIMIT +?`;

/** One table; the line and the hands are partial indexes of it. */
function oneTable(database: Database.Database, prepare: Prepare): Layout {
  database.exec(`CREATE TABLE keys (id INTEGER PRIMARY KEY, token INTEGER, ${columns}) STRICT;
    CREATE UNIQUE INDEX by_key ON keys (queue, key);
    CREATE INDEX ready ON keys (queue, rank, seq) WHERE state = 1;
    CREATE INDEX held ON keys (queue, token) WHERE state = 2;`);
  const find = prepare("SELECT id, state FROM keys WHERE queue = 1 AND key = ?");
  const insert = prepare(
    "INSERT INTO keys (queue, key, state, rank, seq, added_at, payload) VALUES (1, ?, 1, 0, ?, 0, ?)",
  );
  const claim = prepare(`UPDATE keys SET state = 2, token = ? + seq WHERE id IN
    (SELECT id FROM keys WHERE queue = 1 AND state = 1 ORDER BY rank, seq LIMIT +?)
    RETURNING id, token, key, payload, failures, crashes, added_at`);
  const remove = prepare("DELETE FROM keys WHERE id = ? AND token = ?");
  let seq = 0;
  return {
    add: (key) => void (find.get(key) ?? insert.run(key, ++seq, payload)),
    take: (max) => claim.all(1e9, max) as Taken[],
    complete: ({ id, token }) => void remove.run(id, token),
  };
}

/** Keys in one table; the line and the hands in narrow ones beside it. What the store has. */
function narrowBeside(database: Database.Database, prepare: Prepare): Layout {
  database.exec(`CREATE TABLE keys (id INTEGER PRIMARY KEY, ${columns}) STRICT;
    CREATE UNIQUE INDEX by_key ON keys (queue, key); ${beside}`);
  const find = prepare("SELECT id, state FROM keys WHERE queue = 1 AND key = ?");
  const insert = prepare(
    "INSERT INTO keys (queue, key, state, rank, seq, added_at, payload) VALUES (1, ?, 1, 0, ?, 0, ?)",
  );
  const line = new Line(prepare);
  const remove = prepare("DELETE FROM keys WHERE id = ?");
  return {
    add(key) {
      if (!find.get(key)) line.join(Number(insert.run(key, ++line.number, payload).lastInsertRowid));
    },
    take: (max) => line.take(max),
    complete(taken) {
      line.release(taken);
      remove.run(taken.id);
    },
  };
}

/** As {@link narrowBeside}, with the payload in a table of its own. */
function payloadApart(database: Database.Database, prepare: Prepare): Layout {
  const layout = narrowBeside(database, prepare);
  database.exec("CREATE TABLE payloads (id INTEGER PRIMARY KEY, payload TEXT) STRICT");
  const find = prepare("SELECT id, state FROM keys WHERE queue = 1 AND key = ?");
  const insert = prepare(
    "INSERT INTO keys (queue, key, state, rank, seq, added_at) VALUES (1, ?, 1, 0, ?, 0)",
  );
  const put = prepare("INSERT INTO payloads VALUES (?, ?)");
  const get = prepare("SELECT payload FROM payloads WHERE id = ?");
  const remove = prepare("DELETE FROM payloads WHERE id = ?");
  const line = new Line(prepare);
  return {
    add(key) {
      if (find.get(key)) return;
      const id = Number(insert.run(key, ++line.number).lastInsertRowid);
      put.run(id, payload);
      line.join(id);
    },
    take(max) {
      const taken = line.take(max);
      for (const { id } of taken) get.get(id);
      return taken;
    },
    complete(taken) {
      layout.complete(taken);
      remove.run(taken.id);
    },
  };
}

/** The table of keys is the index by key. */
function withoutRowid(database: Database.Database, prepare: Prepare): Layout {
  database.exec(`CREATE TABLE keys (${columns}, PRIMARY KEY (queue, key)) STRICT, WITHOUT ROWID;
    CREATE TABLE line (queue INTEGER, rank REAL, seq INTEGER, key TEXT, PRIMARY KEY (queue, rank, seq))
      STRICT, WITHOUT ROWID;
    CREATE TABLE held (token INTEGER PRIMARY KEY, queue INTEGER, key TEXT) STRICT;`);
  const find = prepare("SELECT state FROM keys WHERE queue = 1 AND key = ?");
  const insert = prepare(
    "INSERT INTO keys (queue, key, state, rank, seq, added_at, payload) VALUES (1, ?, 1, 0, ?, 0, ?)",
  );
  const join = prepare("INSERT INTO line VALUES (1, 0, ?, ?)");
  const first = prepare(`SELECT k.key, k.payload, l.seq, k.failures, k.crashes, k.added_at
    FROM line l CROSS JOIN keys k ON k.queue = 1 AND k.key = l.key WHERE l.queue = 1 ORDER BY l.rank, l.seq LIMIT +?`);
  const leave = prepare("DELETE FROM line WHERE queue = 1 AND rank = 0 AND seq <= ?");
  const hold = prepare("INSERT INTO held VALUES (?, 1, ?)");
  const release = prepare("DELETE FROM held WHERE token = ?");
  const remove = prepare("DELETE FROM keys WHERE queue = 1 AND key = ?");
  let number = 0;
  return {
    add(key) {
      if (find.get(key)) return;
      insert.run(key, ++number, payload);
      join.run(number, key);
    },
    take(max) {
      const rows = first.all(max) as { key: string; seq: number }[];
      leave.run(rows.at(-1)!.seq);
      return rows.map(({ key }) => {
        hold.run(++number, key);
        return { id: 0, token: number, key };
      });
    },
    complete({ token, key }) {
      release.run(token);
      remove.run(key);
    },
  };
}

/** As {@link narrowBeside}, but keys are found by a hash of 53 bits; the text is compared afterwards. */
function hashed(database: Database.Database, prepare: Prepare): Layout {
  database.exec(`CREATE TABLE keys (id INTEGER PRIMARY KEY, ${columns}) STRICT; ${beside}
    CREATE TABLE hashes (hash INTEGER, id INTEGER, PRIMARY KEY (hash, id)) STRICT, WITHOUT ROWID;`);
  const find = prepare("SELECT id FROM hashes WHERE hash = ?");
  const insert = prepare(
    "INSERT INTO keys (id, queue, key, state, rank, seq, added_at, payload) VALUES (?, 1, ?, 1, 0, ?, 0, ?)",
  );
  const note = prepare("INSERT INTO hashes VALUES (?, ?)");
  const line = new Line(prepare);
  const remove = prepare("DELETE FROM keys WHERE id = ?");
  const forget = prepare("DELETE FROM hashes WHERE hash = ? AND id = ?");
  return {
    add(key) {
      const hash = hash53(key);
      if (find.get(hash)) return;
      const id = ++line.number;
      insert.run(id, key, id, payload);
      note.run(hash, id);
      line.join(id);
    },
    take: (max) => line.take(max),
    complete(taken) {
      line.release(taken);
      remove.run(taken.id);
      forget.run(hash53(taken.key), taken.id);
    },
  };
}

/**
 * As {@link hashed}, but the index is written in bulk, in its own order, every 8,192 changes: until then new keys are
 * known by a map in memory, and old ones, by their rows being gone.
 */
function inBulk(database: Database.Database, prepare: Prepare): Layout {
  database.exec(`CREATE TABLE keys (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, ${columns}) STRICT; ${beside}
    CREATE TABLE hashes (hash INTEGER, id INTEGER, PRIMARY KEY (hash, id)) STRICT, WITHOUT ROWID;
    CREATE TABLE gone (id INTEGER PRIMARY KEY, hash INTEGER) STRICT;`);
  const find = prepare("SELECT id FROM hashes WHERE hash = ?");
  const insert = prepare(`INSERT INTO keys (id, hash, queue, key, state, rank, seq, added_at, payload)
    VALUES (?, ?, 1, ?, 1, 0, ?, 0, ?)`);
  const line = new Line(prepare);
  const remove = prepare("DELETE FROM keys WHERE id = ?");
  const bury = prepare("INSERT INTO gone VALUES (?, ?)");
  const unindex = prepare("DELETE FROM hashes WHERE (hash, id) IN (SELECT hash, id FROM gone ORDER BY hash)");
  const forget = prepare("DELETE FROM gone");
  const index = prepare("INSERT INTO hashes SELECT hash, id FROM keys WHERE id > +? ORDER BY hash");
  const fresh = new Map<string, number>();
  let indexed = 0;
  let gone = 0;
  return {
    add(key) {
      if (fresh.has(key)) return;
      const hash = hash53(key);
      if (find.get(hash)) return;
      const id = ++line.number;
      insert.run(id, hash, key, id, payload);
      fresh.set(key, id);
      line.join(id);
    },
    take: (max) => line.take(max),
    complete(taken) {
      line.release(taken);
      remove.run(taken.id);
      if (fresh.delete(taken.key)) return;
      bury.run(taken.id, hash53(taken.key));
      gone++;
    },
    seal() {
      if (fresh.size + gone < 8192) return;
      unindex.run();
      forget.run();
      index.run(indexed);
      fresh.clear();
      indexed = line.number;
      gone = 0;
    },
  };
}

/** The two tables beside that of the keys. */
class Line {
  number = 0;
  readonly #join: Database.Statement;
  readonly #head: Database.Statement;
  readonly #leave: Database.Statement;
  readonly #hold: Database.Statement;
  readonly #release: Database.Statement;

  constructor(prepare: Prepare) {
    this.#join = prepare("INSERT INTO line VALUES (1, 0, ?, ?)");
    this.#head = prepare(head);
    this.#leave = prepare("DELETE FROM line WHERE queue = 1 AND rank = 0 AND seq <= ?");
    this.#hold = prepare("INSERT INTO held VALUES (?, 1, ?)");
    this.#release = prepare("DELETE FROM held WHERE token = ?");
  }

  join(id: number): void {
    this.#join.run(++this.number, id);
  }

  take(max: number): Taken[] {
    const rows = this.#head.all(max) as (Taken & { seq: number })[];
    this.#leave.run(rows.at(-1)!.seq);
    return rows.map(({ id, key }) => {
      this.#hold.run(++this.number, id);
      return { id, token: this.number, key };
    });
  }

  release({ token }: Taken): void {
    this.#release.run(token);
  }
}

/** A layout at work. */
class Trial {
  readonly name: string;
  worked = 0;
  written = 0;
  longest = 0;
  readonly slices: number[] = [];
  readonly #layout: Layout;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  #n = 0;
  #taken: Taken[] = [];

  constructor(name: string, folder: string, make: (database: Database.Database, prepare: Prepare) => Layout) {
    this.name = name;
    const database = new Database(join(folder, `${name}.db`));
    for (const setting of [`page_size = ${pageBytes}`, "journal_mode = WAL", "synchronous = FULL"]) {
      database.pragma(setting);
    }
    this.#layout = make(database, (sql) => database.prepare(sql));
    this.#begin = database.prepare("BEGIN IMMEDIATE");
    this.#commit = database.prepare("COMMIT");
    while (this.#n < pending) this.#transaction(1000, 0);
  }

  #transaction(adds: number, takes: number): void {
    this.#begin.run();
    for (let end = this.#n + adds; this.#n < end; this.#n++) this.#layout.add(keyOf(this.#n));
    for (const taken of this.#taken) this.#layout.complete(taken);
    this.#taken = takes > 0 ? this.#layout.take(takes) : [];
    this.#layout.seal?.();
    this.#commit.run();
  }

  slice(transactions: number, counts: boolean): void {
    const before = cpuUsage();
    const bytes = bytesWritten();
    const from = performance.now();
    for (let each = 0; each < transactions; each++) {
      const begun = performance.now();
      this.#transaction(together, together);
      if (counts) this.longest = Math.max(this.longest, performance.now() - begun);
    }
    if (!counts) return;
    this.slices.push(((performance.now() - from) * 1000) / (transactions * together));
    const { user, system } = cpuUsage(before);
    this.worked += user + system;
    this.written += bytesWritten() - bytes;
  }

  report(): string {
    const middle = this.slices.toSorted((a, b) => a - b)[this.slices.length >> 1]!;
    return [
      this.name.padEnd(14),
      `${Math.round(1e6 / middle)} lives/s (median)`.padStart(24),
      `${(this.worked / lives).toFixed(1)} us of CPU`.padStart(14),
      `${(this.written / lives / 1000).toFixed(1)} kB written a life`.padStart(22),
      `longest transaction ${this.longest.toFixed(0)} ms`.padStart(27),
    ].join(" ");
  }
}

/** What this process has written, where the system says. */
function bytesWritten(): number {
  try {
    return Number(/wchar: (\d+)/.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
  } catch {
    return Number.NaN;
  }
}

const folder = mkdtempSync(join(tmpdir(), "workset-"));
const layouts = { oneTable, narrowBeside, payloadApart, withoutRowid, hashed, inBulk };
const trials = Object.entries(layouts).map(([name, make]) => new Trial(name, folder, make));
const slice = 20;
for (let done = -10_000; done < lives; done += slice * together) {
  for (const trial of trials) trial.slice(slice, done >= 0);
}
stdout.write(`${order} keys, ${pending} pending, ${payloadBytes} bytes each, pages of ${pageBytes}\n`);
for (const trial of trials) stdout.write(`${trial.report()}\n`);
rmSync(folder, { recursive: true });
