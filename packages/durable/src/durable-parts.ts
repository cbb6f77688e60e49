import type { Clock } from "@workset/clock";
import type { Claim, ReleaseResult, QueueStore, StoreCounts } from "@workset/store";
import { Adding } from "./adding.ts";
import { TakeScheduler } from "./take-scheduler.ts";
import { Draining } from "./draining.ts";
import type { DurableLease } from "./durable-lease.ts";
import { DurableMeter } from "./durable-meter.ts";
import { FailedSet } from "./failed-set.ts";
import { FailedSetRetention } from "./failed-set-retention.ts";
import { LeaseTable } from "./lease-table.ts";
import { Listing } from "./listing.ts";
import { QueueTime } from "./queue-time.ts";
import type { ResolvedDurableOptions } from "./resolved-options.ts";
import type { StoreEvents } from "./store-events.ts";
import { UnawaitedReleases } from "./unawaited-releases.ts";

/** What a durable queue is made of. */
export interface DurableParts<T> {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly events: StoreEvents;
  readonly time: QueueTime;
  readonly meter: DurableMeter | undefined;
  readonly unawaited: UnawaitedReleases;
  readonly draining: Draining;
  readonly processing: LeaseTable<T>;
  readonly takes: TakeScheduler<DurableLease<T>>;
  readonly adding: Adding<T>;
  readonly listing: Listing<T>;
  readonly failed: FailedSet<T>;
  readonly retention: FailedSetRetention;
}

/** Puts the parts together: all wiring happens here. */
export function assemble<T>(
  store: QueueStore,
  options: ResolvedDurableOptions<T>,
  events: StoreEvents,
  time: QueueTime,
  delayMs: (failures: number) => number,
): DurableParts<T> {
  const { name, items, clock, metrics, keepFailedMs, onError } = options;
  const now = (): number => time.now();
  const counts = (): Promise<StoreCounts> => store.counts(now());

  const logBytes = (): number | undefined => options.store.stats?.().logBytes;
  const meter = metrics && new DurableMeter(metrics, name, clock, counts, logBytes);
  const unawaited = new UnawaitedReleases(clock, onError);
  const draining = new Draining(counts);

  const retried = (): void => adding.delayed();
  const ended = (ending: ReleaseResult): void => {
    if (ending === "rerun" || ending === "ready") takes.wake();
    draining.changed();
  };
  const processing = new LeaseTable<T>({ store, items, clock, time, meter, unawaited, retried, ended });

  const giveBack = async (claim: Claim): Promise<void> => {
    const givingBack = store.release(claim, { next: "give-back" }, now());
    takes.wake();
    await givingBack;
  };
  const takes = new TakeScheduler<DurableLease<T>>(
    {
      take: (max) => store.take(max, now()),
      endingsOf: (claims) => processing.endingsOf(claims),
      lease: (claim) => processing.lease(claim),
      giveBack: (claim) => unawaited.end(() => giveBack(claim)),
    },
    clock,
  );

  const wake = (): void => takes.wake();
  const adding = new Adding<T>({ store, items, clock, time, meter, delayMs, wake });
  const listing = new Listing<T>(store, items, now);
  const failed = new FailedSet<T>(store, items, now, (keys) => events.readied(keys));
  const purge = (failedBefore: number): Promise<number> => failed.purge({ failedBefore });
  const retention = new FailedSetRetention(clock, keepFailedMs, purge, onError);

  const look = (): void => void counts().catch(onError);
  events.connect({ takes, meter, unawaited, look });
  return {
    store,
    clock,
    events,
    time,
    meter,
    unawaited,
    draining,
    processing,
    takes,
    adding,
    listing,
    failed,
    retention,
  };
}
