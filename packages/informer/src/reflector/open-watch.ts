import type { Clock } from "@workset/clock";
import { Interruptible } from "./interruptible.ts";
import type { ListWatch, WatchEvent, WatchOptions } from "../sources/list-watch.ts";
import { IdleWatchdog } from "./idle-watchdog.ts";
import { SourceError } from "../sources/source-error.ts";

/** How a watch is held open. */
export interface WatchLimits {
  readonly clock: Clock;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  /** A watch that is silent for longer, in milliseconds, is ended. */
  readonly silentAfterMs: number;
}

/** A watch that is open, or about to be: read one event at a time, ended by disposing it. */
export class OpenWatch<T> implements AsyncDisposable {
  /** When it was asked for, by the clock. */
  readonly askedAt: number;
  readonly #outer: AbortSignal;
  readonly #own = new AbortController();
  readonly #waits: Interruptible;
  readonly #watchdog: IdleWatchdog;
  #silent: SourceError | undefined;
  #events: AsyncIterator<WatchEvent<T>> | undefined;

  constructor({ clock, signal, silentAfterMs }: WatchLimits) {
    this.askedAt = clock.now();
    this.#outer = signal;
    this.#waits = new Interruptible(this.#own.signal, clock);
    this.#watchdog = new IdleWatchdog(clock, silentAfterMs, () => {
      // A connection that was cut off without a word tells nothing more, not even its end.
      this.#silent = new SourceError("other", `the watch was silent for ${this.#watchdog.limitMs} ms`);
      this.#own.abort(this.#silent);
    });
    if (signal.aborted) this.#onOuterAbort();
    else signal.addEventListener("abort", this.#onOuterAbort, { once: true });
  }

  /** Opens it. @throws What the source throws; SourceError when it does not answer. */
  async open(source: ListWatch<T>, options: Omit<WatchOptions, "signal">): Promise<void> {
    const opening = source.watch({ ...options, signal: this.#own.signal });
    try {
      this.#events = (await this.#waits.wait(opening))[Symbol.asyncIterator]();
    } catch (error) {
      // Nobody waits for it any more: should it open yet, it is to end.
      opening.then((late) => late[Symbol.asyncIterator]().return?.()).catch(() => {});
      throw this.#silent ?? error;
    } finally {
      this.#watchdog.end();
    }
  }

  /** The next event; `undefined` at a good end. @throws What the watch breaks with; SourceError when it is silent. */
  async next(): Promise<WatchEvent<T> | undefined> {
    this.#watchdog.begin();
    try {
      const { done, value } = await this.#waits.wait(this.#events!.next());
      if (!done) return value;
    } catch (error) {
      if (!this.#waits.isOver) this.#hasEnded();
      throw this.#silent ?? error;
    } finally {
      this.#watchdog.end();
    }
    this.#hasEnded();
    if (this.#silent) throw this.#silent;
    return undefined;
  }

  /** From now on it may be silent for so long, in milliseconds. */
  allowSilence(ms: number): void {
    this.#watchdog.limitMs = ms;
  }

  /** An iteration that has ended by itself is not to be told to. */
  #hasEnded(): void {
    this.#events = undefined;
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
      // It is left behind whatever it says to that.
    }
  }
}
