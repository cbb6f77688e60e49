import { sleep } from "@workset/clock";
import { Channel, disposing, Controller, interval, forObjects, Runner } from "@workset/controller";
import { filterSource, SharedInformer } from "@workset/informer";
import { openInformerCache } from "@workset/informer-sqlite";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { filesIn, openQueue } from "./resources.ts";
import type { SoakApp } from "./soak-app.ts";
import { thingMeta, type Thing } from "./object.ts";

/**
 * Starts, runs and stops a second runner with an informer, a cache in a file, a queue in the app's store, a queue in the
 * process, two controllers and every kind of source. It must leave nothing behind.
 */
export async function runTransientApp(app: SoakApp, forMs: number): Promise<void> {
  const { resources, env, stopping: signal } = app;
  const { clock, faults, folder, world } = env;
  const { store, memory: metrics, prometheus } = resources;
  const { log } = faults;
  const persistence = await openInformerCache<Thing>(filesIn(folder).transient);
  const informer = new SharedInformer<Thing, "app">({
    source: filterSource(world.source, ({ node }) => node === "node-0"),
    meta: thingMeta,
    indexes: { app: ({ labels }) => [labels["app"]!] },
    persistence,
    reflector: { backoff: { baseMs: 5, maxMs: 100 } },
    name: "transient",
    metrics,
    onError: (error, failure) => app.failed(error, failure),
    clock,
  });
  const queue = await openQueue(store, "transient", env, prometheus);
  const line = new RateLimitingQueue({ name: "transient", metrics, clock });
  const channel = new Channel();
  const common = { concurrency: 4, timeLimitMs: 1000, log, clock };
  const runner = new Runner({
    components: [
      disposing("cache", persistence),
      informer,
      disposing("queue", queue),
      disposing("queue in the process", line),
      new Controller({
        ...common,
        name: "transient durable",
        queue,
        metrics: prometheus,
        sources: [forObjects(informer, thingMeta), channel],
        reconcile: ({ key }) => void informer.cache.getByKey(key),
      }),
      new Controller({
        ...common,
        name: "transient in process",
        queue: line,
        metrics,
        sources: [forObjects(app.informer, thingMeta), interval(5, () => ["now and then"])],
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
  const { components } = await runner.stop({ deadlineMs: 5000 });
  for (const { name, ended, error } of components) {
    if (ended !== "stopped")
      faults.add(`${name} of a transient ${ended} when it was stopped: ${String(error)}`);
  }
  await runner[Symbol.asyncDispose]();
}

/** Adds a handler to the app's informer, waits until it is synced, and removes it; a snapshot of the cache must not change meanwhile. */
export async function runTransientHandler({ informer, stopping, env }: SoakApp): Promise<void> {
  await using registration = informer.addHandler({ onAdd: () => {} }, { resyncMs: 1000, backlog: 100_000 });
  const view = informer.cache.snapshot();
  const { size } = view;
  await registration.synced(stopping);
  if (view.list().length !== size) env.faults.add("a view of the cache has changed");
}
