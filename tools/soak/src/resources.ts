import { join } from "node:path";
import { DurableQueue } from "@workset/durable";
import type { CachePersistence } from "@workset/informer";
import { openInformerCache } from "@workset/informer-sqlite";
import { MemoryMetrics, type MetricsProvider } from "@workset/metrics";
import { prometheusMetrics } from "@workset/metrics-prometheus";
import { exponential } from "@workset/rate-limiters";
import { SqliteStore } from "@workset/store-sqlite";
import { Registry } from "prom-client";
import type { Random } from "kit";
import type { CountedClock } from "./counted-clock.ts";
import type { Faults } from "./faults.ts";
import type { Thing } from "./object.ts";
import type { World } from "./world.ts";

/** What the app is built on. */
export interface SoakEnv {
  /** The folder of the files. */
  readonly folder: string;
  readonly world: World;
  readonly random: Random;
  readonly clock: CountedClock;
  readonly faults: Faults;
}

/** The files of the app, by purpose. */
export function filesIn(folder: string): {
  readonly store: string;
  readonly cache: string;
  readonly transient: string;
} {
  return {
    store: join(folder, "store.db"),
    cache: join(folder, "cache.db"),
    transient: join(folder, "transient.db"),
  };
}

/** What is opened before anything runs. */
export interface Resources {
  readonly store: SqliteStore;
  readonly queue: DurableQueue;
  readonly persistence: CachePersistence<Thing>;
  readonly registry: Registry;
  readonly prometheus: MetricsProvider;
  readonly memory: MemoryMetrics;
}

/** Opens the files. */
export async function openResources(env: SoakEnv): Promise<Resources> {
  const { folder, clock } = env;
  const files = filesIn(folder);
  const registry = new Registry();
  const prometheus = prometheusMetrics({ registry });
  const store = await SqliteStore.open(files.store, { clock });
  const queue = await openQueue(store, "things", env, prometheus);
  const persistence = await openInformerCache<Thing>(files.cache);
  return { store, queue, persistence, registry, prometheus, memory: new MemoryMetrics() };
}

/** Opens a queue of the store, with short waits. */
export function openQueue(
  store: SqliteStore,
  name: string,
  { clock, faults }: SoakEnv,
  metrics: MetricsProvider,
): Promise<DurableQueue> {
  return DurableQueue.open({
    store,
    name,
    metrics,
    clock,
    limiter: exponential({ baseMs: 2, maxMs: 200 }),
    keepFailedMs: 5000,
    onError: (error) => faults.add(`the queue ${name}: ${String(error)}`),
  });
}
