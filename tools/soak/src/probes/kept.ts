import { statSync } from "node:fs";
import { filesIn } from "../resources.ts";
import type { SoakApp } from "../soak-app.ts";
import type { Probe } from "../sampler.ts";

const mebi = 2 ** 20;

/** Probes of what the app keeps in files and in memory. */
export function keptProbes({ env, informer, ledgers, resources }: SoakApp): Probe[] {
  const files = filesIn(env.folder);
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
      read: async () => (await resources.queue.stats()).failed,
    },
  ];
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
