import { getEventListeners } from "node:events";
import { existsSync, readdirSync, statSync } from "node:fs";
import type { monitorEventLoopDelay } from "node:perf_hooks";
import { filesIn } from "./foundation.ts";
import type { House } from "./house.ts";
import type { Probe } from "./sampler.ts";

const mebi = 2 ** 20;

/** What is looked at while the house is at work. */
export function busyProbes(
  { foundation, line }: House,
  loopDelay: ReturnType<typeof monitorEventLoopDelay>,
): Probe[] {
  const backlog = { unit: "", mayGrow: 300 } as const;
  return [
    {
      name: "loop delay p99",
      unit: "ms",
      mayGrow: 100,
      because: "it is as long as the longest turn, and others use the machine, too",
      read: () => loopDelay.percentile(99) / 1e6,
    },
    {
      name: "durable backlog",
      ...backlog,
      because: "resyncs and new lists come in bursts",
      async read() {
        const { ready, waiting, inHand } = await foundation.queue.stats();
        return ready + waiting + inHand;
      },
    },
    {
      name: "line backlog",
      ...backlog,
      because: "the same",
      read() {
        const { ready, waiting, inHand } = line.stats();
        return ready + waiting + inHand;
      },
    },
  ];
}

/** What is looked at while the house is at rest, after a collection of garbage. */
export function restingProbes(house: House): Probe[] {
  return [...memory(), ...held(house), ...kept(house)];
}

function memory(): Probe[] {
  return [
    {
      name: "heap used",
      unit: "bytes",
      mayGrow: mebi,
      because:
        "code that is used more and more is compiled anew; 100 bytes for each new key are more in ten minutes",
      read: () => process.memoryUsage().heapUsed,
    },
    {
      name: "external",
      unit: "bytes",
      mayGrow: mebi / 2,
      because: "buffers of files that are read and written",
      read: () => process.memoryUsage().external,
    },
    {
      name: "array buffers",
      unit: "bytes",
      mayGrow: mebi / 4,
      because: "the pool of small buffers",
      read: () => process.memoryUsage().arrayBuffers,
    },
    {
      name: "rss",
      unit: "bytes",
      mayGrow: 48 * mebi,
      because:
        "the allocators of V8 and of C keep pages that were free once; leaks outside the heap show here alone",
      read: () => process.memoryUsage().rss,
    },
  ];
}

function held({ grounds, living, foundation: { memory, registry } }: House): Probe[] {
  return [
    {
      name: "timers of the clock",
      unit: "",
      mayGrow: 10,
      because: "runs and keys that wait, each with one timer at most for its queue or worker",
      read: () => grounds.clock.pending,
    },
    {
      name: "active timers",
      unit: "",
      mayGrow: 10,
      because: "the same, as the runtime counts them",
      read: () => active((type) => type === "Timeout"),
    },
    {
      name: "other resources",
      unit: "",
      mayGrow: 2,
      because: "requests to the file system may be under way",
      read: () => active((type) => type !== "Timeout"),
    },
    {
      name: "open files",
      unit: "",
      mayGrow: 1,
      because: "none is opened but by guests, who close theirs",
      read: () => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0),
    },
    {
      name: "listeners",
      unit: "",
      mayGrow: 1,
      because: "nobody is waiting on the signal of the house while it is at rest",
      read: () => getEventListeners(living, "abort").length,
    },
    {
      name: "series of metrics",
      unit: "",
      mayGrow: 2,
      because: "priorities and outcomes that come late in the day get a series of their own",
      async read() {
        const metrics = await registry.getMetricsAsJSON();
        return memory.names.length + metrics.reduce((sum, { values }) => sum + values.length, 0);
      },
    },
  ];
}

function kept({ grounds, informer, ledgers, foundation }: House): Probe[] {
  const files = filesIn(grounds.folder);
  const population = { unit: "", mayGrow: 300, because: "the world is of one size, more or less" } as const;
  const log = {
    unit: "bytes",
    mayGrow: 4.5 * mebi,
    ceiling: 16 * mebi,
    because: "it is written back every thousand pages of 4 KiB, and starts anew",
  } as const;
  const file = {
    unit: "bytes",
    mayGrow: 2 * mebi,
    because: "pages that are free are used again, but not every one at once",
  } as const;
  return [
    { name: "log of the store", ...log, read: () => bytesOf(`${files.store}-wal`) },
    { name: "log of the cache", ...log, read: () => bytesOf(`${files.cache}-wal`) },
    { name: "file of the store", ...file, read: () => bytesOf(files.store) },
    { name: "file of the cache", ...file, read: () => bytesOf(files.cache) },
    { name: "cached objects", ...population, read: () => informer.cache.size },
    { name: "handled keys", ...population, read: () => ledgers.reduce((sum, { size }) => sum + size, 0) },
    {
      name: "failed keys",
      unit: "",
      mayGrow: 300,
      because: "they are purged after two seconds, between two samples",
      read: async () => (await foundation.queue.stats()).failed,
    },
  ];
}

function active(counts: (type: string) => boolean): number {
  return process.getActiveResourcesInfo().filter(counts).length;
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
