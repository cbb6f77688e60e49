import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openInformerCache } from "@workset/informer-sqlite";
import type { KubernetesObject } from "@workset/kubernetes";
import type { ClusterCosts } from "../cluster-program.ts";
import { configMap, serveCluster } from "../cluster-server.ts";
import type { Meter, Run, Workload } from "../workload.ts";
import { syncToDisk, tempFolder } from "./durable-items.ts";

const program = fileURLToPath(new URL("../cluster-program.ts", import.meta.url));
const run = promisify(execFile);
const longestMs = 120_000;

type Record = (meter: Meter, costs: ClusterCosts) => void;

async function saved(file: string, count: number): Promise<void> {
  await using cache = await openInformerCache<KubernetesObject>(file);
  const set = (key: string, object: KubernetesObject) => ({ type: "added" as const, key, object });
  const objects = Array.from({ length: count }, (_, i) => {
    const object = { kind: "ConfigMap", apiVersion: "v1", ...configMap(i, i + 1) };
    return set(`namespace-${i % 100}/config-${i}`, object);
  });
  const cluster = set("\u0000cluster", { cluster: "bench" } as KubernetesObject);
  await cache.save([cluster, ...objects], String(count));
  syncToDisk(file);
}

/** Starts a process that watches this many ConfigMaps. */
const watched =
  (subject: string, record: Record): Run =>
  async (count, meter) => {
    using folder = tempFolder();
    const [file, code] = [folder.file("cache.db"), folder.file("code")];
    if (subject === "restart") await saved(file, count);
    using server = await serveCluster(count);
    const args = ["--conditions=source", program, subject, server.url, String(count), file];
    const { stdout } = await run(process.execPath, args, {
      env: { ...process.env, NODE_COMPILE_CACHE: code },
      timeout: longestMs,
      killSignal: "SIGKILL",
    });
    record(meter, JSON.parse(stdout) as ClusterCosts);
    return count;
  };

const subjects = (record: Record, ...more: string[]): Workload["subjects"] =>
  Object.fromEntries(
    ["raw", "list", "watch-list", ...more, "client-node"].map((name) => [
      name === "raw" || name === "client-node" ? name : `workset, ${name}`,
      watched(name, record),
    ]),
  );

function times(meter: Meter, costs: ClusterCosts): void {
  const isWall = meter.counts === "wall";
  meter.record("list", (isWall ? costs.listMs : costs.listProcessorMs) * 1e6);
  meter.record("events", (isWall ? costs.eventsMs : costs.eventsProcessorMs) * 1e6);
}

const common = { limit: "raw", startsPrograms: true } as const;
const says =
  "A process that watches this many ConfigMaps of 1 KB over HTTP, by object: until its handler has received all, and then a change of each.";

const timesOf = (name: string, count: number): Workload => ({
  ...common,
  name,
  says,
  count,
  unit: "ns",
  subjects: subjects(times, "restart"),
  checks: [
    {
      says: `all of ${count} are received within 1.3 times the time of the bare loop`,
      subject: "workset, list",
      than: "raw",
      phase: "list",
      atMost: 1.3,
    },
    {
      says: `changes of ${count} are received at least as fast as by client-node`,
      subject: "workset, list",
      than: "client-node",
      phase: "events",
      atMost: 1,
    },
    {
      says: `with a saved cache of ${count} all are received in a fifth of the time of a list`,
      subject: "workset, restart",
      than: "workset, list",
      phase: "list",
      atMost: 0.2,
    },
  ],
});

const memoryOf = (name: string, count: number): Workload => ({
  ...common,
  name,
  says: `${says.slice(0, says.indexOf(", by object"))}: the most memory it holds, by object.`,
  count,
  unit: "bytes",
  subjects: subjects((meter, { peakBytes }) => meter.record("memory", peakBytes)),
  checks: [
    {
      says: `the process that watches ${count} holds at most 1.3 times the memory of the bare loop`,
      subject: "workset, list",
      than: "raw",
      atMost: 1.3,
    },
  ],
});

export const kubernetesWorkloads: readonly Workload[] = [
  timesOf("kubernetes-20000", 20_000),
  memoryOf("kubernetes-20000-memory", 20_000),
  timesOf("kubernetes-100000", 100_000),
  memoryOf("kubernetes-100000-memory", 100_000),
];
