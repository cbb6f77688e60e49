import Database from "better-sqlite3";

/** A key that is processing. */
export interface RawHeld {
  readonly id: number;
  readonly token: number;
}

interface RawHead extends RawHeld {
  readonly key: string;
  readonly rank: number;
  readonly seq: number;
}

interface RawDue {
  readonly id: number;
  readonly wait_rank: number;
}

/** How many due keys join the line in one transaction. */
const joinAtOnce = 1000;

/**
 * Plain loops over the tables of `@workset/store-sqlite`, for the one queue in a file that the store has made. The same
 * transitions, with as few statements as they can be done with: no counts, no errors, no reruns, no observers.
 */
export class RawSqlite implements Disposable {
  readonly database: Database.Database;
  readonly #statements: Record<
    | "begin"
    | "commit"
    | "insert"
    | "update"
    | "insertWaiting"
    | "join"
    | "due"
    | "activate"
    | "head"
    | "leave"
    | "hold"
    | "release"
    | "remove",
    Database.Statement
  >;
  #last = 0;

  /** @param keyIndex Whether a key is in the file once; without the index that says so, adding costs less. */
  constructor(path: string, keyIndex: boolean) {
    const database = new Database(path);
    this.database = database;
    database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    if (!keyIndex) database.exec("DROP INDEX workset_keys_by_key");
    this.#last = database
      .prepare("SELECT value FROM workset_meta WHERE name = 'sequence'")
      .pluck()
      .get() as number;
    const unlessKnown = keyIndex ? "ON CONFLICT (queue, key) DO NOTHING" : "";
    const prepare = (sql: string): Database.Statement => database.prepare(sql);
    this.#statements = {
      begin: prepare("BEGIN IMMEDIATE"),
      commit: prepare("COMMIT"),
      insert: prepare(`INSERT INTO workset_keys (queue, key, state, rank, seq, added_at, payload)
        VALUES (1, ?, 1, 0, ?, ?, ?) ${unlessKnown}`),
      update: prepare("UPDATE workset_keys SET payload = ? WHERE queue = 1 AND key = ?"),
      insertWaiting: prepare(`INSERT INTO workset_keys
        (queue, key, state, rank, seq, added_at, due_at, wait_seq, wait_rank, wait_added_at, wait_payload)
        VALUES (1, ?, 0, 0, 0, 0, ?, ?, 0, ?, ?)`),
      join: prepare("INSERT INTO workset_line VALUES (1, ?, ?, ?)"),
      due: prepare(`SELECT id, wait_rank FROM workset_keys
        WHERE queue = 1 AND due_at <= ? ORDER BY due_at, wait_seq LIMIT ?`),
      activate:
        prepare(`UPDATE workset_keys SET state = 1, rank = wait_rank, seq = ?, added_at = wait_added_at,
        payload = wait_payload, due_at = NULL, wait_seq = NULL, wait_rank = NULL, wait_added_at = NULL,
        wait_payload = NULL WHERE id = ?`),
      head: prepare(`SELECT k.id, k.key, k.payload, l.rank, l.seq FROM workset_line l
        CROSS JOIN workset_keys k ON k.id = l.id WHERE l.queue = 1 ORDER BY l.rank, l.seq LIMIT ?`),
      leave: prepare("DELETE FROM workset_line WHERE queue = 1 AND rank = ? AND seq <= ?"),
      hold: prepare("INSERT INTO workset_held VALUES (?, 1, ?)"),
      release: prepare("DELETE FROM workset_held WHERE token = ?"),
      remove: prepare("DELETE FROM workset_keys WHERE id = ?"),
    };
  }

  /** Adds keys in one transaction. The newer payload of a ready key wins. */
  add(items: readonly { readonly key: string }[]): void {
    const { begin, commit, insert, update, join } = this.#statements;
    begin.run();
    for (const item of items) {
      const payload = JSON.stringify(item);
      const seq = ++this.#last;
      const { changes, lastInsertRowid } = insert.run(item.key, seq, Date.now(), payload);
      if (changes === 1) join.run(0, seq, lastInsertRowid);
      else update.run(payload, item.key);
    }
    commit.run();
  }

  /** Adds keys that are due at an instant, in one transaction. They must be new. */
  addWaiting(items: readonly { readonly key: string }[], dueAt: number): void {
    const { begin, commit, insertWaiting } = this.#statements;
    begin.run();
    for (const item of items) insertWaiting.run(item.key, dueAt, ++this.#last, dueAt, JSON.stringify(item));
    commit.run();
  }

  /** Completes keys and takes the next ones, in one transaction. */
  endAndTake(ending: readonly RawHeld[], max: number): RawHeld[] {
    const { begin, commit, head, leave, hold, release, remove } = this.#statements;
    begin.run();
    for (const { id, token } of ending) {
      release.run(token);
      remove.run(id);
    }
    const heads = head.all(max) as RawHead[];
    const taken = heads.map(({ id }) => ({ id, token: ++this.#last }));
    for (const { id, token } of taken) hold.run(token, id);
    for (const [index, { rank, seq }] of heads.entries()) {
      if (heads[index + 1]?.rank !== rank) leave.run(rank, seq);
    }
    commit.run();
    return taken;
  }

  /** Lets some keys that are due join the line, in one transaction; whether there were any. */
  joinDue(now: number): boolean {
    const { begin, commit, due, activate, join } = this.#statements;
    begin.run();
    const rows = due.all(now, joinAtOnce) as RawDue[];
    for (const { id, wait_rank } of rows) {
      const seq = ++this.#last;
      activate.run(seq, id);
      join.run(wait_rank, seq, id);
    }
    commit.run();
    return rows.length > 0;
  }

  /** Writes what the store keeps beside the rows, so that it can be given the file. */
  handOver(): void {
    this.database.exec(`
      UPDATE workset_queues SET ready = (SELECT count(*) FROM workset_line),
        waiting = (SELECT count(*) FROM workset_keys WHERE due_at IS NOT NULL);
      UPDATE workset_meta SET value = ${this.#last} WHERE name = 'sequence'`);
  }

  [Symbol.dispose](): void {
    this.database.close();
  }
}
