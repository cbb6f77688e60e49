import {
  addRequestFault,
  isForgotten,
  StoreError,
  type AddRequest,
  type AddResult,
  type Claim,
  type ClaimRef,
  type ErrorInfo,
  type FailedFilter,
  type KeyPage,
  type KeyQuery,
  type KeyRecord,
  type QueueStore,
  type RecordedError,
  type Recovery,
  type Release,
  type ReleaseResult,
  type StoreCounts,
} from "@workset/store";
import type { Connection } from "../commit/connection.ts";
import type { GroupCommit } from "../commit/group-commit.ts";
import type { FaultPolicy } from "../commit/verb.ts";
import { filterFault, purge, replay } from "./failed-set.ts";
import { list, recordedErrors } from "./listing.ts";
import type { QueueRows } from "./queue-rows.ts";
import { take } from "./taking.ts";
import { add, cancel, forget, giveBackAll, postpone, release, remove } from "./transitions.ts";

/** The verbs of one queue; each becomes one step of the next group. */
export class SqliteQueue implements QueueStore {
  readonly recovery: Recovery;
  readonly #rows: QueueRows;
  readonly #group: GroupCommit;
  readonly #connection: Connection;
  readonly #onClose: () => void;
  #closing: Promise<void> | undefined;

  constructor(
    rows: QueueRows,
    group: GroupCommit,
    connection: Connection,
    recovery: Recovery,
    onClose: () => void,
  ) {
    this.#rows = rows;
    this.#group = group;
    this.#connection = connection;
    this.recovery = recovery;
    this.#onClose = onClose;
  }

  add(request: AddRequest, now: number): Promise<AddResult> {
    const fault = addRequestFault(request);
    if (fault) return Promise.reject(fault);
    return this.#run(now, "reject", () => add(this.#rows, request, now));
  }

  take(max: number, now: number): Promise<Claim[]> {
    return this.#run(now, "wait", () => take(this.#rows, max));
  }

  release(claim: ClaimRef, how: Release<ErrorInfo>, now: number): Promise<ReleaseResult> {
    return this.#run(now, "drain", () => release(this.#rows, claim, how, now));
  }

  forget(key: string): Promise<void> {
    return this.#run(undefined, "drain", () => forget(this.#rows, key));
  }

  cancel(key: string, now: number): Promise<boolean> {
    return this.#run(now, "drain", () => cancel(this.#rows, key));
  }

  postpone(key: string, dueAt: number, now: number): Promise<boolean> {
    return this.#run(now, "drain", () => postpone(this.#rows, key, dueAt, now));
  }

  shiftDueTimes(byMs: number): Promise<void> {
    return this.#run(undefined, "drain", () => this.#rows.shiftDueTimes(byMs));
  }

  remove(key: string, now: number): Promise<boolean> {
    return this.#run(now, "drain", () => remove(this.#rows, key));
  }

  find(key: string, now: number): Promise<KeyRecord | undefined> {
    return this.#run(now, "read", () => {
      const { record } = this.#rows.find(key);
      return isForgotten(record) ? undefined : record;
    });
  }

  counts(now: number): Promise<StoreCounts> {
    return this.#run(now, "read", () => this.#rows.counts());
  }

  list(query: KeyQuery, now: number): Promise<KeyPage> {
    return this.#run(now, "read", () => list(this.#connection.database, this.#rows, query));
  }

  errors(key: string): Promise<RecordedError[]> {
    return this.#run(undefined, "read", () => recordedErrors(this.#rows, key));
  }

  replay(filter: FailedFilter, now: number): Promise<number> {
    const fault = filterFault(filter);
    if (fault !== undefined) return Promise.reject(fault);
    return this.#run(now, "reject", () => replay(this.#connection.database, this.#rows, filter, now));
  }

  purge(filter: FailedFilter): Promise<number> {
    const fault = filterFault(filter);
    if (fault !== undefined) return Promise.reject(fault);
    return this.#run(undefined, "drain", () => purge(this.#connection.database, this.#rows, filter));
  }

  close(now: number): Promise<void> {
    this.#closing ??= this.#group
      .bounded(this.#rows, undefined, "drain", () => giveBackAll(this.#rows, now))
      .finally(this.#onClose);
    return this.#closing;
  }

  #run<T>(now: number | undefined, onFault: FaultPolicy, act: () => T): Promise<T> {
    if (this.#closing) return Promise.reject(new StoreError("closed", "the queue was closed: open it again"));
    return this.#group.run(this.#rows, now, onFault, act);
  }
}
