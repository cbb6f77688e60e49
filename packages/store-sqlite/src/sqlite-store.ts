import type { DatabaseSync } from "node:sqlite";
import { requiredMethods, systemClock, type Clock } from "@workset/clock";
import { CallersDatabase, checkedPath, SqliteFile, type SqliteDatabase } from "@workset/sqlite-file";
import {
  addRequestFault,
  StoreError,
  type AddResult,
  type Capabilities,
  type OpenQueue,
  type PreparedAdd,
  type QueueStore,
  type Recovery,
  type Store,
  type StoredQueue,
} from "@workset/store";
import { add, recover } from "./queue/transitions.ts";
import { Connection } from "./commit/connection.ts";
import { GroupCommit } from "./commit/group-commit.ts";
import { storeFormat } from "./format.ts";
import {
  checkedBlockedMs,
  type SqliteStoreOptions,
  type SqliteStoreStats,
  type WithinOptions,
} from "./options.ts";
import { QueueRows } from "./queue/queue-rows.ts";
import { Sequence } from "./commit/sequence.ts";
import { SqliteQueue } from "./queue/sqlite-queue.ts";
import { Transactions } from "./commit/transactions.ts";

interface OpenedQueue {
  readonly options: OpenQueue;
  readonly keys: QueueRows;
  queue: SqliteQueue | undefined;
  /** The due time that the observer knows. */
  reportedDueAt: number;
}

/** A store in a SQLite file: one of its own, or the caller's. */
export class SqliteStore implements Store {
  readonly capabilities: Capabilities = { durable: true };
  readonly #connection: Connection;
  readonly #sequence: Sequence;
  readonly #transactions: Transactions;
  readonly #group: GroupCommit;
  readonly #queues = new Map<string, OpenedQueue>();
  readonly #copying = new Set<Promise<void>>();
  #commits = 0;
  #verbs = 0;
  #closing: Promise<void> | undefined;

  private constructor(file: SqliteFile | CallersDatabase, clock: Clock, blockedMs: number) {
    const connection = new Connection(file);
    this.#connection = connection;
    this.#sequence = new Sequence(connection);
    this.#transactions = new Transactions(connection, this.#sequence);
    this.#group = new GroupCommit(this.#transactions, clock, blockedMs, {
      committed: (verbs) => this.#committed(verbs),
      faulted: (error) => {
        for (const { options } of this.#queues.values()) options.observer?.writeFailed?.(error);
      },
      healed: () => {
        for (const { options } of this.#queues.values()) options.observer?.writeRecovered?.();
      },
    });
  }

  /**
   * Opens a file of the store's own, and makes it where there is none.
   * @throws StoreError, saying what to do: `"in-use"` when another process owns it and does not leave it within `waitMs`;
   * `"newer"`, `"corrupt"`, `"not-a-store"`, `"read-only"`, `"full"` or `"io"` when it cannot be used; `"no-driver"` when
   * there is nothing to open it with. TypeError or RangeError when an option makes no sense; the signal's reason.
   */
  static async open(path: string, options: SqliteStoreOptions = {}): Promise<SqliteStore> {
    const { clock = systemClock, blockedMs } = options;
    const checkedMs = checkedBlockedMs(blockedMs);
    const real = checkedPath(path, "@workset/store-memory");
    return new SqliteStore(
      await SqliteFile.open(real, { ...options, clock, format: storeFormat }),
      clock,
      checkedMs,
    );
  }

  /**
   * Keeps queues in a database of the caller's, which better-sqlite3 or `node:sqlite` has opened, in tables whose names
   * begin with `workset_`, so that {@link addWithin} can be part of the caller's transactions. The database is neither set
   * up nor closed: how safe a commit is, and how long a wait for others may hold up the process, is as the caller has set it.
   * @throws StoreError `"in-use"` when another store has the same database, `"newer"` when it is of a newer version,
   * `"blocked"` when a transaction on it does not end.
   */
  static async within(
    database: SqliteDatabase | DatabaseSync,
    options: WithinOptions = {},
  ): Promise<SqliteStore> {
    const { clock = systemClock, blockedMs } = options;
    const checkedMs = checkedBlockedMs(blockedMs);
    requiredMethods("database", database, ["prepare", "exec"], "a database of better-sqlite3 or node:sqlite");
    const file = await CallersDatabase.open(database, { format: storeFormat, clock, blockedMs: checkedMs });
    return new SqliteStore(file, clock, checkedMs);
  }

  async open(options: OpenQueue): Promise<QueueStore> {
    const { queue: name, now, policy } = options;
    if (this.#closing) throw closed();
    if (this.#queues.has(name)) {
      throw new StoreError("in-use", `the queue ${JSON.stringify(name)} is open already: close it first`);
    }
    const keys = new QueueRows(name, this.#connection, this.#sequence, policy);
    const opened: OpenedQueue = { options, keys, queue: undefined, reportedDueAt: Infinity };
    this.#queues.set(name, opened);
    const letGo = (): void => {
      this.#queues.delete(name);
      this.#transactions.queues.delete(keys);
    };
    let recovery: Recovery;
    try {
      recovery = await this.#group.bounded(keys, undefined, "wait", () => {
        keys.reload();
        this.#transactions.queues.add(keys);
        return recover(keys, now);
      });
    } catch (error) {
      letGo();
      throw error;
    }
    opened.queue = new SqliteQueue(keys, this.#group, this.#connection, recovery, letGo);
    return opened.queue;
  }

  /**
   * Adds a key in the transaction that the caller has open on its own database: both come to be, or neither. It acts at
   * once, and the queue learns of it when that transaction is over.
   * @throws Error when no transaction is open, or the database is not the caller's.
   */
  addWithin({ queue, request, policy, now }: PreparedAdd): AddResult {
    if (this.#closing) throw closed();
    if (this.#connection.owned) {
      throw new Error("addWithin needs a store in the caller's database: open it with SqliteStore.within");
    }
    if (!this.#connection.database.inTransaction) {
      throw new Error("addWithin needs an open transaction: call it between BEGIN and COMMIT, or use add");
    }
    const fault = addRequestFault(request);
    if (fault) throw fault;
    const open = this.#queues.get(queue)?.keys;
    const keys = open ?? new QueueRows(queue, this.#connection, this.#sequence, policy);
    this.#sequence.reload();
    if (open) keys.reloadCounts();
    else keys.reload();
    // Memory cannot know how the transaction ends, and is read anew when it is over.
    this.#connection.file.beforeTransaction();
    this.#connection.file.checkOwner();
    this.#transactions.stale = true;
    this.#group.schedule();
    const adding = add(keys, request, now);
    keys.flush(this.#transactions.stamp);
    if (adding === "added" || adding === "rerun" || adding === "revived") keys.unsettled.add(request.key);
    return adding;
  }

  async queues(): Promise<readonly StoredQueue[]> {
    if (this.#closing) throw closed();
    const { statements } = this.#connection;
    return this.#group.run(undefined, undefined, "read", () =>
      (statements.queues.all() as StoredQueue[]).map((queue) => ({ ...queue })),
    );
  }

  async dropQueue(name: string): Promise<boolean> {
    if (this.#closing) throw closed();
    if (this.#queues.has(name)) {
      throw new StoreError("in-use", `the queue ${JSON.stringify(name)} is open: close it first`);
    }
    return this.#group.run(undefined, undefined, "drain", () => {
      const { queue, dropErrors, dropLine, dropHeld, dropKeys, dropQueue } = this.#connection.statements;
      const found = queue.get(name) as { readonly id: number } | undefined;
      if (!found) return false;
      for (const drop of [dropErrors, dropLine, dropHeld, dropKeys, dropQueue]) drop.run(found.id);
      return true;
    });
  }

  /** Numbers for a status page. */
  stats(): SqliteStoreStats {
    return { commits: this.#commits, verbs: this.#verbs, logBytes: this.#connection.file.logBytes };
  }

  /**
   * Writes a copy of the whole database to another file while the store goes on. It holds what was committed when the
   * copying ended. What was processing then is, for the store that opens the copy, what an owner left who crashed. The
   * copy gets its name when it is whole; one that was there is replaced.
   * @throws StoreError `"in-use"` when the path is that of this store, or of another one that is open.
   */
  async backup(path: string): Promise<void> {
    if (this.#closing) throw closed();
    const copying = this.#connection.file.backup(path);
    this.#copying.add(copying);
    await copying.finally(() => this.#copying.delete(copying));
  }

  #committed(verbs: number): void {
    if (verbs > 0) {
      this.#commits++;
      this.#verbs += verbs;
    }
    for (const opened of this.#queues.values()) {
      const { keys, options } = opened;
      const { observer } = options;
      if (verbs > 0) observer?.committed?.(verbs);
      if (keys.becameReady.length > 0) {
        const { becameReady } = keys;
        keys.becameReady = [];
        observer?.becameReady?.(becameReady);
      }
      if (keys.nextDue !== opened.reportedDueAt) {
        opened.reportedDueAt = keys.nextDue;
        observer?.nextDueAt?.(keys.nextDue);
      }
      for (const now of keys.blocked.splice(0)) {
        keys.reportedBlocked = now;
        observer?.blocked?.(now);
      }
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const queues = [...this.#queues.values()].flatMap(({ queue }) => queue ?? []);
    const ended = Promise.allSettled(queues.map((queue) => queue.close(0)));
    await Promise.allSettled(this.#copying);
    await this.#group.close(closed());
    const clean = (await ended).every(({ status }) => status === "fulfilled");
    this.#connection.file.close(clean);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function closed(): StoreError {
  return new StoreError("closed", "the store was closed: open it again");
}
