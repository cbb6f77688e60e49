import { checkedChoice, checkedDelay, type Clock } from "@workset/clock";
import type { Enqueue, EnqueueOptions, EventSource } from "./event-source.ts";

/** How long a key waits for more changes of the same key, so that a burst of them is one run. */
export interface Debounce {
  /** How long the key waits, in milliseconds. */
  readonly waitMs: number;
  /**
   * `"earliest"`: the run comes `waitMs` after the first change of a burst. `"latest"`: it comes `waitMs` after the last.
   * @defaultValue "earliest"
   */
  readonly wins?: "earliest" | "latest";
  /**
   * With `"latest"`: how long after the first change the run comes at the latest, in milliseconds.
   * @defaultValue no bound: a key that keeps changing never runs
   */
  readonly maxWaitMs?: number;
}

interface Burst {
  readonly endsAt: number;
  dueAt: number;
}

/**
 * A source whose keys wait for more changes of the same key before they are ready. They wait in the queue: a key of a
 * durable queue does so over a restart. What the source enqueues before it has synced is ready at once: a first list is no
 * burst.
 * @throws RangeError when a wait is not a number, or `maxWaitMs` is less than `waitMs`.
 */
export function debounced<T>(source: EventSource<T>, debounce: Debounce): EventSource<T> {
  const delayOf = delays(debounce);
  return {
    name: source.name,
    async start(host, signal) {
      let hasSynced = false;
      const enqueue: Enqueue<T> = (item, options) =>
        host.enqueue(item, hasSynced ? { ...options, ...delayOf(host.keyOf(item), host.clock) } : options);
      await source.start({ ...host, enqueue, report: (error) => host.report(error) }, signal);
      hasSynced = true;
    },
    stop: (options) => source.stop(options),
    get trouble() {
      return source.trouble;
    },
  };
}

type DelayOf = (key: string, clock: Clock) => EnqueueOptions;

function delays({ waitMs, wins = "earliest", maxWaitMs = Infinity }: Debounce): DelayOf {
  checkedDelay("debounce.waitMs", waitMs);
  checkedChoice("debounce.wins", wins, ["earliest", "latest"]);
  if (checkedDelay("debounce.maxWaitMs", maxWaitMs) < waitMs) {
    throw new RangeError(
      `debounce.maxWaitMs must be at least debounce.waitMs, ${waitMs}, but it is ${maxWaitMs}`,
    );
  }
  if (wins === "earliest") return (): EnqueueOptions => ({ delayMs: waitMs });
  if (maxWaitMs === Infinity) return (): EnqueueOptions => ({ delayMs: waitMs, replace: true });

  const bursts = new Map<string, Burst>();
  return (key: string, clock: Clock): EnqueueOptions => {
    const now = clock.now();
    dropEnded(bursts, now);
    let burst = bursts.get(key);
    if (!burst || burst.dueAt <= now) {
      bursts.delete(key);
      burst = { endsAt: now + maxWaitMs, dueAt: now };
      bursts.set(key, burst);
    }
    burst.dueAt = Math.min(now + waitMs, burst.endsAt);
    return { delayMs: burst.dueAt - now, replace: true };
  };
}

/** Bursts are kept in the order in which they began, so none is kept for much longer than the longest wait. */
function dropEnded(bursts: Map<string, Burst>, now: number): void {
  for (const [key, { dueAt }] of bursts) {
    if (dueAt > now) return;
    bursts.delete(key);
  }
}
