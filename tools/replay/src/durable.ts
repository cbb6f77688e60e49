import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "@workset/clock";
import { DurableQueue } from "@workset/durable";
import { MemoryStore } from "@workset/store-memory";
import { SqliteStore } from "@workset/store-sqlite";
import type { Store } from "@workset/store";
import type { Component } from "./component.ts";
import { delayingQueueComponent } from "./components/delaying-queue.ts";
import { queueComponent } from "./components/queue.ts";
import { rateLimitingQueueComponent } from "./components/rate-limiting-queue.ts";
import type { MakeLimiter } from "./limiter-config.ts";
import { QueuePlace } from "./queue-place.ts";
import type { Departure } from "./replay-trace.ts";
import type { ReplayedRateLimitedQueue } from "./replayed-queue.ts";

/** Where the keys of a replayed durable queue are kept. */
export type Backend = "memory" | "sqlite";

/** Whether there is a backend of this name. */
export function isBackend(name: string): name is Backend {
  return name === "memory" || name === "sqlite";
}

/** The components that a durable queue can be replayed against. Disposing them removes what was stored. */
export interface DurableComponents extends AsyncDisposable {
  readonly components: readonly Component[];
  readonly notReplayed: readonly string[];
}

/**
 * After the shutdown client-go's limiter still counts a failure for each add that is dropped; a durable queue that
 * drops an add changes nothing in its store. The trace counts up to the first such count that is asked for.
 */
const droppedIsNoFailure: Departure<QueuePlace<ReplayedRateLimitedQueue>> = {
  why: "an add that is dropped counts no failure",
  before: ({ queue }, { op }) => {
    if (op !== "numRequeues" || !queue.shuttingDown) return undefined;
    return ([only, ...others]) =>
      only?.part === "result" && others.length === 0 && only.expected! > only.got!;
  },
};

/** A commit takes a turn of its own, and a verb may lead to another. */
const turns = 4;

/** The components of the queues, replayed on durable queues over one store: a queue in it for each trace. */
export async function durableComponents(backend: Backend): Promise<DurableComponents> {
  const folder = await mkdtemp(join(tmpdir(), "workset-replay-"));
  const store = await openStore(backend, folder);
  let traces = 0;
  const open = async (makeLimiter?: MakeLimiter): Promise<QueuePlace<ReplayedRateLimitedQueue>> => {
    const clock = new ManualClock({ wallAt: Date.UTC(2026, 0, 1) });
    const queue = await DurableQueue.open({
      store,
      name: `trace ${++traces}`,
      clock,
      merge: false,
      ...(makeLimiter && { limiter: makeLimiter(clock) }),
    });
    return new QueuePlace<ReplayedRateLimitedQueue>(queue as never, clock, () => queue.close(), turns);
  };
  return {
    components: [
      queueComponent(() => open()),
      delayingQueueComponent(() => open()),
      rateLimitingQueueComponent((limiter) => open(limiter), [droppedIsNoFailure]),
    ],
    notReplayed: ["limiters", "queueMetrics", "deltaFIFO", "indexer", "sharedInformer", "s36", "s20"],
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

function openStore(backend: Backend, folder: string): Promise<Store> | Store {
  return backend === "memory"
    ? new MemoryStore()
    : SqliteStore.open(join(folder, "replay.db"), { durability: "process-crash" });
}
