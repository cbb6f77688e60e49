import { execFile } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { kubernetesMeta } from "@workset/informer";
import { openInformerCache } from "@workset/informer-sqlite";
import type { FirstRead } from "../first-read.ts";
import { makeObjects, type BenchObject } from "../objects.ts";
import type { Meter, Run, Workload } from "../workload.ts";
import { syncToDisk, tempFolder } from "./durable-items.ts";

const program = fileURLToPath(new URL("../first-read.ts", import.meta.url));
const run = promisify(execFile);
const longestMs = 120_000;
const version = "7";

interface Restarted extends FirstRead {
  readonly received: number;
  readonly fileBytes: number;
}

/** A source over HTTP: a list as JSON, and watches in which nothing happens. */
async function served(objects: readonly BenchObject[]): Promise<{ url: string; server: Server }> {
  const body = JSON.stringify({ items: objects, version });
  const server = createServer((request, response) => {
    if (request.url === "/list") response.end(body);
    else response.flushHeaders();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function saved(file: string, objects: readonly BenchObject[]): Promise<number> {
  await using cache = await openInformerCache<BenchObject>(file);
  const changes = objects.map((object) => ({
    type: "added" as const,
    key: kubernetesMeta.keyOf(object),
    object,
  }));
  await cache.save(changes, version);
  syncToDisk(file);
  return statSync(file).size;
}

/** Starts a process that serves this many objects. */
const restarted =
  (subject: string, record: (meter: Meter, restarted: Restarted) => void): Run =>
  async (count, meter) => {
    using folder = tempFolder();
    const objects = makeObjects(count, 1);
    const [file, code] = [folder.file("cache.db"), folder.file("code")];
    const fileBytes = await saved(file, objects);
    const { url, server } = await served(objects);
    const args = ["--conditions=source", program, subject, url, file, kubernetesMeta.keyOf(objects.at(-1)!)];
    const { stdout } = await run(process.execPath, args, {
      env: { ...process.env, NODE_COMPILE_CACHE: code },
      timeout: longestMs,
      killSignal: "SIGKILL",
    });
    server.closeAllConnections();
    server.close();
    const said = JSON.parse(stdout) as Omit<Restarted, "fileBytes">;
    record(meter, { ...said, fileBytes });
    return said.received;
  };

const subjects = (record: (meter: Meter, restarted: Restarted) => void): Workload["subjects"] => ({
  "raw list": restarted("raw", record),
  "informer, list": restarted("list", record),
  "informer, restart": restarted("restart", record),
});

const common = { count: 100_000, limit: "raw list", startsPrograms: true } as const;

export const informerRestart: Workload = {
  ...common,
  name: "informer-restart",
  says: "An informer of this many objects, by object: until the first is read, and then until its handler received all. From a cache in a file, or by a list over HTTP.",
  unit: "ns",
  subjects: subjects((meter, { readMs, receivedMs }) => {
    meter.record("first read", readMs * 1e6);
    meter.record("all received", (receivedMs - readMs) * 1e6);
  }),
  checks: [
    {
      says: "a restart with a persisted cache serves its first read in a fifth of the time of a list",
      subject: "informer, restart",
      than: "informer, list",
      phase: "first read",
      atMost: 0.2,
    },
  ],
};

export const informerRestartSize: Workload = {
  ...common,
  name: "informer-restart-size",
  says: "What that process holds when all is received, and what the file takes, by object of some 900 characters as JSON.",
  unit: "bytes",
  subjects: subjects((meter, { rss, fileBytes }) => {
    meter.record("memory", rss);
    meter.record("file", fileBytes);
  }),
  checks: [],
};
