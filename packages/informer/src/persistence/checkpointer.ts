import {
  abortable,
  Backoff,
  checkedDuration,
  notify,
  systemClock,
  type Clock,
  type Timer,
} from "@workset/clock";
import type { CachePersistence, SavedChange } from "./cache-persistence.ts";
import { Intents, UnsavedChanges, type Checkpoint } from "./unsaved-changes.ts";

/** How changes are saved. */
export interface CheckpointerOptions {
  /** @defaultValue the system's clock */
  readonly clock?: Clock;
  /** Called with the error of each save that failed; it is tried again. */
  readonly onError: (error: unknown) => void;
  /** Called after each save that succeeded. @defaultValue none */
  readonly onSaved?: () => void;
  /** Returns a number of at least 0 and less than 1, which stretches the delays of retries. @defaultValue Math.random */
  readonly random?: () => number;
  /**
   * How long settled changes wait for others to be saved with them, in milliseconds.
   * @defaultValue 100
   */
  readonly everyMs?: number;
}

/** A version without changes is saved at most this often. */
const versionEveryMs = 1_000;

/**
 * Decides what of a cache is saved, and when: changes in the order in which the cache applied them, each once every handler
 * has settled it, with the version they lead to. While a checkpoint is being saved the next one gathers. A save that fails
 * is made again, together with later changes, after a growing delay.
 */
export class Checkpointer<T> {
  readonly #persistence: CachePersistence<T>;
  readonly #clock: Clock;
  readonly #onError: (error: unknown) => void;
  readonly #onSaved: (() => void) | undefined;
  readonly #everyMs: number;
  readonly #unsaved = new UnsavedChanges<T>();
  readonly #intents = new Intents();
  #settled = 0;
  #closed = false;
  #saving: Promise<unknown> | undefined;
  readonly #backoff: Backoff;
  /** No save is tried again before this instant. */
  #notBefore = -Infinity;
  #savedAt = -Infinity;
  /** When the first settled change began to wait. */
  #gathersSince: number | undefined;
  /** The saved version, where it is known. */
  #version: string | undefined;
  #timer: { readonly dueAt: number; readonly timer: Timer } | undefined;

  constructor(persistence: CachePersistence<T>, options: CheckpointerOptions) {
    this.#persistence = persistence;
    this.#clock = options.clock ?? systemClock;
    this.#onError = options.onError;
    this.#onSaved = options.onSaved;
    this.#backoff = new Backoff({ baseMs: 250, maxMs: 10_000, random: options.random ?? Math.random });
    this.#everyMs = checkedDuration("everyMs", options.everyMs ?? 100);
  }

  /** How many changes the cache is ahead of what is saved. */
  get unsavedChanges(): number {
    return this.#unsaved.changes;
  }

  /**
   * The cache has applied these changes. All of them are saved together. Returns their number, greater than all before;
   * without a change the last number.
   * @param version The version they lead to, if a watch can go on from it; otherwise they are saved with the next version.
   */
  applied(changes: SavedChange<T> | readonly SavedChange<T>[], version: string | undefined): number {
    const all = isOne(changes) ? [changes] : changes;
    if (all.length > 0) return this.#unsaved.add(all, version);
    if (version !== undefined) this.bookmark(version);
    return this.#unsaved.last;
  }

  /**
   * Saves the intent to deliver these keys for the first time, by the change of this number. Resolves when they may be
   * delivered, also if the save failed, which is reported; `undefined` when they may at once.
   */
  intend(keys: readonly string[], number: number): Promise<void> | undefined {
    if (keys.length === 0 || this.#closed) return undefined;
    this.#intents.add(keys, number);
    return this.#intend(keys.map((key) => ({ type: "intent", key })));
  }

  /** Everything up to this version has been applied. */
  bookmark(version: string): void {
    this.#unsaved.reached(version);
    this.#schedule();
  }

  /** Every handler has settled every change up to this number. */
  settled(upTo: number): void {
    if (upTo <= this.#settled) return;
    this.#settled = upTo;
    this.#schedule();
  }

  /** Resolves when everything is saved that is settled now. @throws What the save throws, or the signal's reason. */
  async flush(signal?: AbortSignal): Promise<void> {
    await abortable(this.#flush(this.#settled), signal);
  }

  /**
   * Saves what is settled, in one last try, and nothing afterwards. A failure is reported. When the signal is aborted it is
   * not waited for: what is not saved is delivered again in the next process.
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

  async #intend(keys: readonly SavedChange<T>[]): Promise<void> {
    while (this.#saving) await this.#saving;
    const saving = this.#call(keys, undefined);
    this.#track(saving);
    await saving.catch((error: unknown) => this.#report(error));
  }

  async #flush(upTo: number): Promise<void> {
    while (this.#saving) await this.#saving;
    await this.#save(upTo);
  }

  #schedule(): void {
    const due = this.#unsaved.settledBy(this.#settled);
    if (!due || this.#closed || this.#saving) return;
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

  /** Saves one checkpoint, if none is being saved. */
  #save(upTo: number): Promise<void> {
    const checkpoint = this.#unsaved.checkpoint(upTo);
    if (!checkpoint) return Promise.resolve();
    if (checkpoint.changes.length === 0 && checkpoint.version === this.#version) {
      this.#unsaved.saved(checkpoint);
      return Promise.resolve();
    }
    this.#unsaved.hold(checkpoint);
    this.#gathersSince = undefined;
    const saving = this.#saveCheckpoint(checkpoint);
    this.#track(saving);
    return saving;
  }

  /** Nothing else is saved until this has ended; then the next checkpoint is scheduled. */
  #track(saving: Promise<void>): void {
    this.#stopTimer();
    const ended = (): void => {
      this.#saving = undefined;
      this.#schedule();
    };
    this.#saving = saving.then(ended, ended);
  }

  async #saveCheckpoint(checkpoint: Checkpoint<T>): Promise<void> {
    const changes = this.#intents.keptBy(checkpoint);
    try {
      await this.#persistence.save(changes, checkpoint.version);
    } catch (error) {
      this.#unsaved.unhold();
      this.#notBefore = this.#clock.now() + this.#backoff.next();
      throw error;
    } finally {
      this.#savedAt = this.#clock.now();
    }
    this.#unsaved.saved(checkpoint);
    this.#version = checkpoint.version;
    this.#backoff.reset();
    this.#intents.saved(checkpoint);
    notify(this.#onSaved);
  }

  /** A `save` that throws becomes one that rejects. */
  async #call(changes: readonly SavedChange<T>[], version: string | undefined): Promise<void> {
    await this.#persistence.save(changes, version);
  }

  #report(error: unknown): void {
    notify(this.#onError, error);
  }
}

function isOne<T>(changes: SavedChange<T> | readonly SavedChange<T>[]): changes is SavedChange<T> {
  return !Array.isArray(changes);
}
