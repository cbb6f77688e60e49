import type { Clock, Timer } from "@workset/clock";

/** A handler, as client-go's resync sees it. */
interface Listener {
  readonly requestedMs: number;
  periodMs: number;
  dueAt: number;
  /** Whether it receives known states. Every handler does until the first check. */
  isSyncing: boolean;
}

const leastMs = 1000;

/**
 * When client-go resyncs: by a check whose period is the smallest that was asked for before the start, that begins anew
 * with each list, and that also selects the handlers that receive known states until the next check. Ours has a
 * period for each handler instead; so that deliveries can be replayed all the same, recordings are given their checks
 * from here.
 */
export class RecordedResyncs {
  readonly #clock: Clock;
  readonly #resync: () => void;
  readonly #listeners = new Map<string, Listener>();
  #checkMs: number;
  readonly #defaultMs: number;
  #isStarted = false;
  #timer: Timer | undefined;
  #periodMs = 0;

  constructor(clock: Clock, defaultMs: number, resync: () => void) {
    this.#clock = clock;
    this.#defaultMs = defaultMs;
    this.#checkMs = defaultMs;
    this.#resync = resync;
  }

  add(id: string, askedMs: number = this.#defaultMs): void {
    let requestedMs = askedMs > 0 ? Math.max(askedMs, leastMs) : 0;
    if (askedMs > 0 && requestedMs < this.#checkMs) {
      if (this.#isStarted) requestedMs = this.#checkMs;
      else this.#checkEvery(requestedMs);
    }
    const periodMs = this.#granted(requestedMs);
    this.#listeners.set(id, {
      requestedMs,
      periodMs,
      dueAt: this.#clock.now() + periodMs,
      isSyncing: true,
    });
  }

  remove(id: string): void {
    this.#listeners.delete(id);
  }

  isSyncing(id: string): boolean {
    return this.#listeners.get(id)?.isSyncing ?? false;
  }

  start(): void {
    this.#isStarted = true;
    this.#periodMs = this.#checkMs;
  }

  /** A list has come, and with it the first wait for a check. */
  listed(): void {
    this.ended();
    if (this.#periodMs > 0) this.#timer = this.#clock.after(this.#periodMs, this.#check);
  }

  /** Everything is to be listed again; until then there are no checks. */
  ended(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  readonly #check = (): void => {
    const now = this.#clock.now();
    let isNeeded = false;
    for (const listener of this.#listeners.values()) {
      listener.isSyncing = listener.periodMs > 0 && now >= listener.dueAt;
      if (listener.isSyncing) listener.dueAt = now + listener.periodMs;
      isNeeded ||= listener.isSyncing;
    }
    if (isNeeded) this.#resync();
    this.listed();
  };

  #checkEvery(ms: number): void {
    this.#checkMs = ms;
    for (const listener of this.#listeners.values()) listener.periodMs = this.#granted(listener.requestedMs);
  }

  #granted(requestedMs: number): number {
    if (requestedMs === 0 || this.#checkMs === 0) return 0;
    return Math.max(requestedMs, this.#checkMs);
  }
}
