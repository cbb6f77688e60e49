import { checkedDelay } from "@workset/clock";
import type { Claim, Ending, QueueStore, StoreCounts } from "@workset/store";
import { Adding } from "./adding.ts";
import { Demand } from "./demand.ts";
import { Draining } from "./draining.ts";
import type { DurableLease } from "./durable-lease.ts";
import { DurableMeter } from "./durable-meter.ts";
import { FailedSet } from "./failed-set.ts";
import { Housekeeping } from "./housekeeping.ts";
import { InHand } from "./in-hand.ts";
import { Listing } from "./listing.ts";
import { QueueTime } from "./queue-time.ts";
import type { ResolvedDurableOptions } from "./resolved-options.ts";
import type { StoreNews } from "./store-news.ts";
import { Unattended } from "./unattended.ts";

/** What a durable queue is made of. */
export interface DurableParts<T> {
  readonly store: QueueStore;
  readonly news: StoreNews;
  readonly time: QueueTime;
  readonly meter: DurableMeter | undefined;
  readonly unattended: Unattended;
  readonly draining: Draining;
  readonly processing: InHand<T>;
  readonly demand: Demand<DurableLease<T>>;
  readonly adding: Adding<T>;
  readonly listing: Listing<T>;
  readonly failed: FailedSet<T>;
  readonly housekeeping: Housekeeping;
}

/** Puts the parts together: who tells whom is seen here. */
export function assemble<T>(
  store: QueueStore,
  options: ResolvedDurableOptions<T>,
  news: StoreNews,
): DurableParts<T> {
  const { name, items, limiter, clock, metrics, merge, keepBackoff, keepFailedMs, onError } = options;
  const time = new QueueTime(clock);
  const now = (): number => time.now();
  const counts = (): Promise<StoreCounts> => store.counts(now());
  const delayMs = (failures: number): number =>
    time.delay(checkedDelay("limiter.after", limiter.after(failures)));

  const logBytes = (): number | undefined => options.store.stats?.().logBytes;
  const meter = metrics && new DurableMeter(metrics, name, clock, counts, logBytes);
  const unattended = new Unattended(clock, onError);
  const draining = new Draining(counts);

  const retried = (): void => adding.delayed();
  const ended = (ending: Ending): void => {
    if (ending === "rerun" || ending === "ready") demand.stir();
    draining.changed();
  };
  const processing = new InHand<T>({ store, items, clock, time, meter, unattended, delayMs, retried, ended });

  const giveBack = async (claim: Claim): Promise<void> => {
    const givingBack = store.giveBack(claim, now());
    demand.stir();
    await givingBack;
  };
  const demand = new Demand<DurableLease<T>>(
    {
      take: (max) => store.take(max, now()),
      endingsOf: (claims) => processing.endingsOf(claims),
      lease: (claim) => processing.lease(claim),
      giveBack: (claim) => unattended.end(() => giveBack(claim)),
    },
    clock,
  );

  const stir = (): void => demand.stir();
  const adding = new Adding<T>({ store, items, time, meter, merge, keepBackoff, delayMs, stir });
  const listing = new Listing<T>(store, items, now);
  const failed = new FailedSet<T>(store, items, now, (keys) => news.readied(keys));
  const purge = (failedBefore: number): Promise<number> => failed.purge({ failedBefore });
  const housekeeping = new Housekeeping(clock, keepFailedMs, purge, onError);

  const look = (): void => void counts().catch(onError);
  news.tell({ demand, meter, unattended, look });
  return {
    store,
    news,
    time,
    meter,
    unattended,
    draining,
    processing,
    demand,
    adding,
    listing,
    failed,
    housekeeping,
  };
}
