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
  type OpenQueue,
  type QueueStore,
  type RecordedError,
  type Recovery,
  type StoreCounts,
} from "@workset/store";
import { of, remove } from "../../model/model-lists.ts";
import type { ModelEntry, ModelKeys } from "./model-keys.ts";
import { ModelSteps } from "./model-steps.ts";

/**
 * The keys of a store's queue at their plainest. It keeps every clause, says what the verbs mean, and is what other
 * stores are compared with, step by step.
 *
 * Nothing is hidden, so that a test can look at all of it, or break one part.
 */
export class ModelStoreQueue implements QueueStore {
  readonly keys: ModelKeys;
  readonly options: OpenQueue;
  /** What the verbs are made of. */
  readonly steps: ModelSteps;
  recovery: Recovery = { recovered: 0, quarantined: [] };
  closed: boolean = false;
  /** The priorities of the keys that have joined in this verb. */
  joined: number[] = [];
  /** The due time that the observer knows. */
  told: number = Infinity;
  /** Whether a take got less than it asked for because of a key that runs alone, and whether the observer knows. */
  heldUp: boolean = false;
  toldHeldUp: boolean = false;
  ended: Promise<void> | undefined;
  readonly letGo: () => void;

  constructor(keys: ModelKeys, options: OpenQueue, letGo: () => void = () => {}) {
    this.keys = keys;
    this.options = options;
    this.steps = new ModelSteps(keys, options.combine);
    this.letGo = letGo;
  }

  /** Does a verb in its turn: what is due first, then the verb, then the news; or nothing, if it throws. */
  async act<T>(now: number | undefined, verb: () => T): Promise<T> {
    await Promise.resolve();
    if (this.closed) throw new StoreError("closed", "the queue was closed: open it again");
    const before = structuredClone(this.keys);
    try {
      if (now !== undefined) this.join(now);
      return verb();
    } catch (error) {
      this.restore(before);
      throw error;
    } finally {
      this.tell();
    }
  }

  restore(before: ModelKeys): void {
    Object.assign(this.keys, before);
    this.joined = [];
  }

  /** Lets what is due by now join the line. */
  join(now: number): void {
    const { waiting } = this.keys.lists;
    for (let due = waiting[0]; due && due.position[0] <= now; due = waiting[0]) {
      waiting.shift();
      const { key, payload, priority, position } = due;
      const run = { key, payload, priority, addedAt: position[0] };
      const adding = this.steps.want(run, this.steps.safely);
      if (adding !== "coalesced") this.joined.push(priority);
    }
  }

  tell(): void {
    const { observer = {} } = this.options;
    const joined = this.joined.splice(0);
    if (joined.length > 0) observer.joined?.(joined);
    const at = this.keys.lists.waiting[0]?.position[0] ?? Infinity;
    if (at !== this.told) observer.nextDueAt?.(at);
    this.told = at;
    this.heldUp &&= this.keys.lists.processing.length > 0;
    if (this.heldUp !== this.toldHeldUp) observer.heldUp?.(this.heldUp);
    this.toldHeldUp = this.heldUp;
  }

  add(request: AddRequest, now: number): Promise<Adding> {
    return this.act(now, () => this.steps.put(request, now));
  }

  take(max: number, now: number): Promise<Claim[]> {
    return this.act(now, () => {
      const { ready } = this.keys.lists;
      const claims: Claim[] = [];
      while (claims.length < max && ready[0] && this.mayTake(ready[0].key)) {
        claims.push(this.steps.hand(ready.shift()!));
      }
      this.heldUp ||= claims.length < max && ready.length > 0;
      return claims;
    });
  }

  /** Whether a key may be in hand beside those that are. */
  mayTake(key: string): boolean {
    const processing = this.keys.lists.processing;
    return (
      processing.length === 0 ||
      ![key, ...processing.map((held) => held.key)].some((each) => this.runsAlone(each))
    );
  }

  /** Whether the next crash of a key that has crashed sends it to the failed set. */
  runsAlone(key: string): boolean {
    const crashes = this.steps.crashesOf(key);
    return crashes > 0 && crashes >= this.options.maxCrashes - 1;
  }

  complete(claim: Holding, now: number): Promise<Ending> {
    return this.end(claim, now, (held) => {
      this.steps.release(held);
      this.keys.crashes.delete(held.key);
      return this.steps.goOn(held.key) ?? this.steps.leave(held.key);
    });
  }

  retry(claim: Holding, delayMs: (failures: number) => number, now: number): Promise<Ending> {
    return this.end(claim, now, (held) =>
      this.steps.tryAgain(held, now + delayMs(this.steps.failuresOf(held.key)), now),
    );
  }

  giveBack(claim: Holding, now: number): Promise<Ending> {
    return this.end(claim, now, (held) => this.steps.putBack(held, this.options.combine));
  }

  giveUp(claim: Holding, error: Failing, now: number): Promise<Ending> {
    return this.end(claim, now, (held) => {
      this.steps.release(held);
      this.steps.record(held.key, "given-up", error, now);
      const ending = this.steps.goOn(held.key);
      if (!ending) return this.steps.fail(held, error, now);
      this.keys.crashes.delete(held.key);
      return ending;
    });
  }

  end(claim: Holding, now: number, how: (held: ModelEntry) => Ending): Promise<Ending> {
    return this.act(now, () => {
      const held = this.steps.heldBy(claim);
      return held ? how(held) : "fenced";
    });
  }

  /** Puts in order what the last owner left in hand. */
  recover(): void {
    const { maxCrashes, now } = this.options;
    const left = [...this.keys.lists.processing];
    for (const { key } of left) this.keys.crashes.set(key, this.steps.crashesOf(key) + 1);
    const bad = left.filter(({ key }) => this.steps.crashesOf(key) >= maxCrashes);
    const good = left.filter((held) => !bad.includes(held));
    for (const held of bad) this.steps.quarantine(held, now);
    for (const held of good.toReversed()) this.steps.putBack(held, this.steps.safely);
    this.recovery = { recovered: good.length, quarantined: bad.map(({ key }) => key) };
  }

  forget(key: string): Promise<void> {
    return this.act(undefined, () => void this.keys.failures.delete(key));
  }

  failures(key: string): Promise<number> {
    return this.act(undefined, () => this.steps.failuresOf(key));
  }

  cancel(key: string, now: number): Promise<boolean> {
    return this.act(now, () => {
      const { lists } = this.keys;
      const waited = remove(lists.waiting, of(lists.waiting, key));
      if (waited && !of(lists.ready, key) && !of(lists.processing, key)) this.steps.leave(key);
      return waited;
    });
  }

  postpone(key: string, dueAt: number, now: number): Promise<boolean> {
    return this.act(now, () => {
      const { waiting } = this.keys.lists;
      const present = of(waiting, key);
      if (present && dueAt > present.position[0]) {
        remove(waiting, present);
        this.steps.wait(present, dueAt);
      }
      return present !== undefined;
    });
  }

  counts(now: number): Promise<StoreCounts> {
    return this.act(now, () => {
      const { ready, waiting, failed, processing } = this.keys.lists;
      return {
        ready: ready.length,
        processing: processing.length,
        rerun: this.keys.rerun.length,
        waiting: waiting.length,
        failed: failed.length,
        ...(ready[0] && { oldestReadyAt: ready[0].addedAt }),
      };
    });
  }

  list(query: KeyQuery, now: number): Promise<KeyPage> {
    return this.act(now, () => this.steps.page(query));
  }

  errors(key: string): Promise<RecordedError[]> {
    return this.act(undefined, () => this.steps.errorsOf(key));
  }

  replay(filter: FailedFilter, now: number): Promise<number> {
    return this.act(now, () => {
      const chosen = this.steps.chosen(filter);
      for (const failed of chosen) {
        this.steps.unfail(failed);
        const { key, payload, priority } = failed;
        this.keys.failures.delete(key);
        this.steps.lineUp({ key, payload, priority, addedAt: now });
      }
      return chosen.length;
    });
  }

  purge(filter: FailedFilter): Promise<number> {
    return this.act(undefined, () => {
      const chosen = this.steps.chosen(filter);
      for (const failed of chosen) {
        this.steps.unfail(failed);
        this.keys.failures.delete(failed.key);
        this.keys.errors.delete(failed.key);
      }
      return chosen.length;
    });
  }

  close(): Promise<void> {
    this.ended ??= this.closed ? Promise.resolve() : this.act(undefined, () => this.giveAllBack());
    return this.ended;
  }

  giveAllBack(): void {
    for (const held of this.keys.lists.processing.toReversed()) this.steps.putBack(held, this.steps.safely);
    this.abandon();
  }

  /** Ends as the process would. */
  abandon(): void {
    this.closed = true;
    this.letGo();
  }
}
