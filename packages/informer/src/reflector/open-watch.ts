import type { Clock } from "@workset/clock";
import type { ListWatch, WatchEvent, WatchOptions } from "../sources/list-watch.ts";
import { SourceError } from "../sources/source-error.ts";
import { IdleWatchdog } from "./idle-watchdog.ts";
import { Interruptible } from "./interruptible.ts";

/** The limits of a watch. */
export interface WatchLimits {
  readonly clock: Clock;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** A watch that sends nothing for longer, in milliseconds, is given up. */
  readonly idleTimeoutMs: number;
}

/** A watch that is open, or being opened: read one event at a time, ended by disposing it. */
export class OpenWatch<T> implements AsyncDisposable {
  /** When it was requested, by the clock. */
  readonly requestedAt: number;
  readonly #outer: AbortSignal;
  readonly #own = new AbortController();
  readonly #waits: Interruptible;
  readonly #watchdog: IdleWatchdog;
  #givenUp: { readonly error: unknown } | undefined;
  #events: AsyncIterator<WatchEvent<T>> | undefined;

  constructor({ clock, signal, idleTimeoutMs }: WatchLimits) {
    this.requestedAt = clock.now();
    this.#outer = signal;
    this.#waits = new Interruptible(this.#own.signal, clock);
    // A connection that was cut without notice sends nothing more, not even its end.
    this.#watchdog = new IdleWatchdog(clock, idleTimeoutMs, () =>
      this.giveUp(
        new SourceError("other", `the watch was silent for ${Math.round(this.#watchdog.limitMs)} ms`),
      ),
    );
    if (signal.aborted) this.#onOuterAbort();
    else signal.addEventListener("abort", this.#onOuterAbort, { once: true });
  }

  /** Opens it. @throws What the source throws; SourceError when it does not answer in time. */
  async open(source: ListWatch<T>, options: Omit<WatchOptions, "signal">): Promise<void> {
    const opening = source.watch({ ...options, signal: this.#own.signal });
    try {
      this.#events = (await this.#waits.wait(opening))[Symbol.asyncIterator]();
    } catch (error) {
      // Should it still open, it is ended at once.
      opening.then((late) => late[Symbol.asyncIterator]().return?.()).catch(() => {});
      throw this.#givenUp ? this.#givenUp.error : error;
    } finally {
      this.#watchdog.end();
    }
  }

  /** The next event; `undefined` when it ended without an error. @throws What the watch breaks with, or was given up for. */
  async next(): Promise<WatchEvent<T> | undefined> {
    this.#watchdog.begin();
    try {
      const { done, value } = await this.#waits.wait(this.#events!.next());
      if (!done) return value;
    } catch (error) {
      if (!this.#waits.isOver) this.#events = undefined;
      throw this.#givenUp ? this.#givenUp.error : error;
    } finally {
      this.#watchdog.end();
    }
    // An iteration that has ended must not be left once more.
    this.#events = undefined;
    if (this.#givenUp) throw this.#givenUp.error;
    return undefined;
  }

  /** Ends it: whatever waits for it throws this. */
  giveUp(error: unknown): void {
    this.#givenUp ??= { error };
    this.#own.abort(error);
  }

  /** From now on it may send nothing for this long, in milliseconds. */
  setIdleTimeout(ms: number): void {
    this.#watchdog.limitMs = ms;
  }

  readonly #onOuterAbort = (): void => this.#own.abort(this.#outer.reason);

  async [Symbol.asyncDispose](): Promise<void> {
    this.#outer.removeEventListener("abort", this.#onOuterAbort);
    this.#watchdog[Symbol.dispose]();
    using waits = this.#waits;
    this.#own.abort();
    try {
      const ending = this.#events?.return?.();
      if (ending) await waits.wait(ending);
    } catch {
      // It has ended, whatever it throws.
    }
  }
}
