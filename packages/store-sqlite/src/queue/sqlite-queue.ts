import {
  StoreError,
  type Adding,
  type AddRequest,
  type Claim,
  type Ending,
  type FailedFilter,
  type Failing,
  type Holding,
  type KeyPage,
  type KeyQuery,
  type QueueStore,
  type RecordedError,
  type Recovery,
  type StoreCounts,
} from "@workset/store";
import { add } from "./adding.ts";
import { cancel, forget, postpone } from "./changing.ts";
import { refusal } from "./checked.ts";
import type { Connection } from "../commit/connection.ts";
import { complete, giveBack, giveBackAll, giveUp, retry } from "./ending.ts";
import { purge, replay } from "./failed-set.ts";
import type { GroupCommit } from "../commit/group-commit.ts";
import { list, recordedErrors } from "./listing.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { take } from "./taking.ts";
import type { FaultPolicy } from "../commit/verb.ts";

/** The verbs of one queue; each becomes one step of the next group. */
export class SqliteQueue implements QueueStore {
  readonly recovery: Recovery;
  readonly #keys: QueueKeys;
  readonly #group: GroupCommit;
  readonly #connection: Connection;
  readonly #letGo: () => void;
  #closing: Promise<void> | undefined;

  constructor(
    keys: QueueKeys,
    group: GroupCommit,
    connection: Connection,
    recovery: Recovery,
    letGo: () => void,
  ) {
    this.#keys = keys;
    this.#group = group;
    this.#connection = connection;
    this.recovery = recovery;
    this.#letGo = letGo;
  }

  add(request: AddRequest, now: number): Promise<Adding> {
    const refused = refusal(request);
    if (refused) return Promise.reject(refused);
    return this.#run(now, "reject", () => add(this.#keys, request, now));
  }

  take(max: number, now: number): Promise<Claim[]> {
    return this.#run(now, "wait", () => take(this.#keys, max));
  }

  complete(claim: Holding, now: number): Promise<Ending> {
    return this.#run(now, "drain", () => complete(this.#keys, claim));
  }

  retry(claim: Holding, delayMs: (failures: number) => number, now: number): Promise<Ending> {
    return this.#run(now, "drain", () => retry(this.#keys, claim, delayMs, now));
  }

  giveBack(claim: Holding, now: number): Promise<Ending> {
    return this.#run(now, "drain", () => giveBack(this.#keys, claim));
  }

  giveUp(claim: Holding, error: Failing, now: number): Promise<Ending> {
    return this.#run(now, "drain", () => giveUp(this.#keys, claim, error, now));
  }

  forget(key: string): Promise<void> {
    return this.#run(undefined, "drain", () => forget(this.#keys, key));
  }

  failures(key: string): Promise<number> {
    return this.#run(undefined, "read", () => this.#keys.find(key)?.failures ?? 0);
  }

  cancel(key: string, now: number): Promise<boolean> {
    return this.#run(now, "drain", () => cancel(this.#keys, key));
  }

  postpone(key: string, dueAt: number, now: number): Promise<boolean> {
    return this.#run(now, "drain", () => postpone(this.#keys, key, dueAt));
  }

  counts(now: number): Promise<StoreCounts> {
    return this.#run(now, "read", () => this.#keys.counts());
  }

  list(query: KeyQuery, now: number): Promise<KeyPage> {
    return this.#run(now, "read", () => list(this.#connection.database, this.#keys, query));
  }

  errors(key: string): Promise<RecordedError[]> {
    return this.#run(undefined, "read", () => recordedErrors(this.#keys, key));
  }

  replay(filter: FailedFilter, now: number): Promise<number> {
    return this.#run(now, "reject", () => replay(this.#connection.database, this.#keys, filter, now));
  }

  purge(filter: FailedFilter): Promise<number> {
    return this.#run(undefined, "drain", () => purge(this.#connection.database, this.#keys, filter));
  }

  close(): Promise<void> {
    this.#closing ??= this.#group
      .bounded(this.#keys, undefined, "drain", () => giveBackAll(this.#keys))
      .finally(this.#letGo);
    return this.#closing;
  }

  #run<T>(now: number | undefined, onFault: FaultPolicy, act: () => T): Promise<T> {
    if (this.#closing) return Promise.reject(new StoreError("closed", "the queue was closed: open it again"));
    return this.#group.run(this.#keys, now, onFault, act);
  }
}
