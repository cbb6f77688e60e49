import { sleep } from "@workset/clock";
import { Channel, closes, Controller, every, forObjects, informerPart, Runner } from "@workset/controller";
import { filterSource, SharedInformer } from "@workset/informer";
import { openInformerCache } from "@workset/informer-sqlite";
import { RateLimitingQueue } from "@workset/rate-limiting";
import { filesIn, openQueue } from "./foundation.ts";
import type { House } from "./house.ts";
import { thingMeta, type Thing } from "./object.ts";

/**
 * A second runner with an informer, a cache in a file, a queue in the store of the house and one in the process, two
 * controllers and all kinds of sources, which is started, works for a while, and is stopped. Nothing of it may stay.
 */
export async function visit(house: House, forMs: number): Promise<void> {
  const { foundation, grounds, living: signal } = house;
  const { clock, faults, folder, world } = grounds;
  const { store, memory: metrics, prometheus } = foundation;
  const { log } = faults;
  const persistence = await openInformerCache<Thing>(filesIn(folder).guest);
  const informer = new SharedInformer<Thing, "app">({
    source: filterSource(world.source, ({ node }) => node === "node-0"),
    meta: thingMeta,
    indexes: { app: ({ labels }) => [labels["app"]!] },
    persistence,
    reflector: { backoff: { baseMs: 5, maxMs: 100 } },
    name: "guest",
    metrics,
    onError: (error, failure) => house.failed(error, failure),
    clock,
  });
  const queue = await openQueue(store, "guest", grounds, prometheus);
  const line = new RateLimitingQueue({ name: "guest", metrics, clock });
  const channel = new Channel();
  const common = { concurrency: 4, timeLimitMs: 1000, log, clock };
  const runner = new Runner({
    parts: [
      closes("cache", persistence),
      informerPart("informer", informer),
      closes("queue", queue),
      closes("queue in the process", line),
      new Controller({
        ...common,
        name: "guest",
        queue,
        metrics: prometheus,
        sources: [forObjects(informer, thingMeta), channel],
        reconcile: ({ key }) => void informer.cache.getByKey(key),
      }),
      new Controller({
        ...common,
        name: "guest in line",
        queue: line,
        metrics,
        sources: [forObjects(house.informer, thingMeta), every(5, () => ["now and then"])],
        reconcile: ({ key, attempt }) => {
          if (key === "now and then" && attempt === 1) throw new Error("not yet");
        },
      }),
    ],
    signal,
    log,
    clock,
  });
  await runner.start();
  await informer.synced(signal);
  await channel.push("greeting");
  await sleep(clock, forMs, signal).catch(() => {});
  for (const { name, ended, error } of await runner.stop({ deadlineMs: 5000 })) {
    if (ended !== "stopped") faults.add(`${name} of a guest ${ended} when it was stopped: ${String(error)}`);
  }
}

/** A handler that is added to the informer of the house, hears of all there is, and is removed; and a view of the cache. */
export async function passBy({ informer, living, grounds }: House): Promise<void> {
  await using registration = informer.addHandler({ onAdd: () => {} }, { resyncMs: 1000, backlog: 100_000 });
  const view = informer.cache.snapshot();
  const { size } = view;
  await registration.synced(living);
  if (view.list().length !== size) grounds.faults.add("a view of the cache has changed");
}
