import { checkedDelay, systemClock, type Clock, type Timer } from "@workset/clock";
import type { CachePersistence, SavedChange } from "./cache-persistence.ts";
import { Intents } from "./unsaved-changes.ts";
import { UnsavedChanges, type Checkpoint } from "./unsaved-changes.ts";
import { notify } from "../internal/notify.ts";

/** How changes are saved. */
export interface CheckpointerOptions {
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /** Hears of each save that failed; it is tried again. */
  readonly onError: (error: unknown) => void;
  /**
   * How long what is settled waits for more to be saved with it.
   * @defaultValue 100
   */
  readonly everyMs?: number;
}

/** At most so often is a version saved to which no change has led. */
const versionEveryMs = 1_000;

const retryMs = { shortest: 250, longest: 10_000 };

/**
 * Decides what of a cache is saved, and when: changes in the order in which the cache applied them, none before every
 * handler has settled it, and with them the version to which they lead. While a group is being saved the next one
 * gathers. A save that fails is made again, with what came meanwhile, after a growing delay.
 */
export class Checkpointer<T> {
  readonly #persistence: CachePersistence<T>;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #everyMs: number;
  readonly #steps = new UnsavedChanges<T>();
  readonly #announcements = new Intents();
  #settled = 0;
  #closed = false;
  #underWay: Promise<unknown> | undefined;
  #retryMs = retryMs.shortest;
  /** Before this nothing is tried again. */
  #notBefore = -Infinity;
  #savedAt = -Infinity;
  /** Since when something settled waits. */
  #gathersSince: number | undefined;
  /** The version that is saved, where it is known. */
  #version: string | undefined;
  #timer: { readonly dueAt: number; readonly timer: Timer } | undefined;

  constructor(persistence: CachePersistence<T>, options: CheckpointerOptions) {
    this.#persistence = persistence;
    this.#clock = options.clock ?? systemClock;
    this.#onError = options.onError;
    this.#everyMs = checkedDelay("everyMs", options.everyMs ?? 100);
  }

  /** How many changes the cache is ahead of what is saved. */
  get unsaved(): number {
    return this.#steps.changes;
  }

  /**
   * The cache has applied these changes: of those given together, all are saved or none. Their number is greater than
   * all before it; without a change it is the last one again.
   * @param version The version to which they lead, if a watch can go on from it; otherwise they are saved with the next one.
   */
  applied(changes: SavedChange<T> | readonly SavedChange<T>[], version: string | undefined): number {
    const all = isOne(changes) ? [changes] : changes;
    if (all.length > 0) return this.#steps.add(all, version);
    if (version !== undefined) this.bookmark(version);
    return this.#steps.last;
  }

  /**
   * Writes down that handlers are about to hear of these keys for the first time, by the change of this number. Resolves
   * when they may, also if that failed, which is reported; `undefined` when they may at once.
   */
  announce(keys: readonly string[], number: number): Promise<void> | undefined {
    if (keys.length === 0 || this.#closed) return undefined;
    this.#announcements.add(keys, number);
    return this.#announce(keys.map((key) => ({ type: "announce", key })));
  }

  /** Everything up to this version has been applied. */
  bookmark(version: string): void {
    this.#steps.reached(version);
    this.#schedule();
  }

  /** Every handler has settled every change up to this number. */
  settled(upTo: number): void {
    if (upTo <= this.#settled) return;
    this.#settled = upTo;
    this.#schedule();
  }

  /** Resolves when everything is saved that was settled by now. @throws What the save throws, or the signal's reason. */
  async flush(signal?: AbortSignal): Promise<void> {
    await abortable(this.#flush(this.#settled), signal);
  }

  /**
   * Saves what is settled, tried a last time, and nothing after that. A failure is reported, and with the signal it is
   * not waited for: what is not saved will be heard again.
   */
  async close(signal?: AbortSignal): Promise<void> {
    const upTo = this.#settled;
    this.#closed = true;
    this.#stopTimer();
    try {
      await abortable(this.#flush(upTo), signal);
    } catch (error) {
      if (!signal?.aborted) this.#report(error);
    }
  }

  async #announce(keys: readonly SavedChange<T>[]): Promise<void> {
    while (this.#underWay) await this.#underWay;
    const saving = this.#ask(keys, undefined);
    this.#isUnderWay(saving);
    await saving.catch((error: unknown) => this.#report(error));
  }

  async #flush(upTo: number): Promise<void> {
    while (this.#underWay) await this.#underWay;
    await this.#save(upTo);
  }

  #schedule(): void {
    const due = this.#steps.settledBy(this.#settled);
    if (!due || this.#closed || this.#underWay) return;
    const now = this.#clock.now();
    if (due === "changes") this.#gathersSince ??= now;
    const early = due === "changes" ? this.#gathersSince! + this.#everyMs : this.#savedAt + versionEveryMs;
    this.#wakeAt(Math.max(now, early, this.#notBefore), now);
  }

  #wakeAt(dueAt: number, now: number): void {
    if (this.#timer && this.#timer.dueAt <= dueAt) return;
    this.#stopTimer();
    this.#timer = { dueAt, timer: this.#clock.after(dueAt - now, this.#wake, { keepsAlive: false }) };
  }

  #stopTimer(): void {
    this.#timer?.timer[Symbol.dispose]();
    this.#timer = undefined;
  }

  readonly #wake = (): void => {
    this.#timer = undefined;
    this.#save(this.#settled).catch((error: unknown) => this.#report(error));
  };

  /** Saves one group, when no other is being saved. */
  #save(upTo: number): Promise<void> {
    const group = this.#steps.group(upTo);
    if (!group) return Promise.resolve();
    if (group.changes.length === 0 && group.version === this.#version) {
      this.#steps.saved(group);
      return Promise.resolve();
    }
    this.#steps.hold(group);
    this.#gathersSince = undefined;
    const saving = this.#saveGroup(group);
    this.#isUnderWay(saving);
    return saving;
  }

  /** Nothing else is saved meanwhile, and what is left is seen to when this has ended. */
  #isUnderWay(saving: Promise<void>): void {
    this.#stopTimer();
    const ended = (): void => {
      this.#underWay = undefined;
      this.#schedule();
    };
    this.#underWay = saving.then(ended, ended);
  }

  async #saveGroup(group: Checkpoint<T>): Promise<void> {
    const changes = this.#announcements.keptBy(group);
    try {
      await this.#persistence.save(changes, group.version);
    } catch (error) {
      this.#steps.letGo();
      this.#notBefore = this.#clock.now() + this.#retryMs;
      this.#retryMs = Math.min(this.#retryMs * 2, retryMs.longest);
      throw error;
    } finally {
      this.#savedAt = this.#clock.now();
    }
    this.#steps.saved(group);
    this.#version = group.version;
    this.#retryMs = retryMs.shortest;
    this.#announcements.saved(group);
  }

  /** One that throws at once rejects, as any other that fails. */
  async #ask(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    await this.#persistence.save(changes, version);
  }

  #report(error: unknown): void {
    notify(this.#onError, error);
  }
}

function isOne<T>(changes: SavedChange<T> | readonly SavedChange<T>[]): changes is SavedChange<T> {
  return !Array.isArray(changes);
}

/** What this promise does, unless the signal comes first. */
async function abortable(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason as Error);
  signal.addEventListener("abort", onAbort);
  try {
    if (signal.aborted) onAbort();
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // What nobody waits for any more may fail in silence.
    promise.catch(() => {});
  }
}
