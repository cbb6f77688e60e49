import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FirstKey } from "../first-key.ts";
import { Plainjob } from "../peers/plainjob.ts";
import type { Meter, Run, Workload } from "../workload.ts";
import { fill } from "./durable-files.ts";
import { makeItems, syncToDisk, tempFolder } from "./durable-items.ts";

const program = fileURLToPath(new URL("../first-key.ts", import.meta.url));
const longestMs = 120_000;

interface Started extends FirstKey {
  readonly fileBytes: number;
}

function fillPlainjob(path: string, count: number): void {
  using queue = new Plainjob(path);
  queue.addMany(makeItems(count, "scattered"));
}

/** Runs the program once, on the packages as they are published: it gets the first key of a file. */
function firstKey(subject: string, path: string, cache: string): FirstKey {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, subject, path], {
    encoding: "utf8",
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    timeout: longestMs,
    killSignal: "SIGKILL",
  });
  if (status !== 0) throw new Error(`${subject}: the process ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as FirstKey;
}

/** Starts a process on a file with this many ready keys. */
const started =
  (subject: string, record: (meter: Meter, started: Started) => void): Run =>
  async (count, meter) => {
    using folder = tempFolder();
    const path = folder.file("start.db");
    const small = folder.file("small.db");
    const cache = folder.file("cache");
    if (subject === "plainjob") {
      fillPlainjob(path, count);
      fillPlainjob(small, 1);
    } else {
      await fill(path, makeItems(count, "scattered"), "ready");
      await fill(small, makeItems(1, "scattered"), "ready");
    }
    // Once on another file: types are stripped from the program, which a user's has behind it.
    firstKey(subject, small, cache);
    syncToDisk(path);
    const fileBytes = statSync(path).size;
    record(meter, { ...firstKey(subject, path, cache), fileBytes });
    return 1;
  };

const subjects = (record: (meter: Meter, started: Started) => void): Workload["subjects"] =>
  Object.fromEntries(["raw", "workset", "plainjob"].map((subject) => [subject, started(subject, record)]));

const common = { count: 1_000_000, comesOut: () => 1, limit: "raw", startsPrograms: true } as const;

export const durableStart: Workload = {
  ...common,
  name: "durable-start",
  says: "From the start of a process to its first key, by keys in the file: with 1,000,000 of them ns are ms.",
  unit: "ns",
  subjects: subjects((meter, { wallMs, processorMs }) => {
    const ms = meter.counts === "wall" ? wallMs : processorMs;
    meter.record("start", ms * 1e6);
  }),
  checks: [
    {
      says: "the first of many durable keys is there within 1.5 times the time of raw SQLite",
      subject: "workset",
      than: "raw",
      atMost: 1.5,
    },
  ],
};

export const durableStartSize: Workload = {
  ...common,
  name: "durable-start-size",
  says: "What that process holds then, and what the file takes, by keys: with 1,000,000 of them bytes are MB.",
  unit: "bytes",
  subjects: subjects((meter, { rss, fileBytes }) => {
    meter.record("memory", rss);
    meter.record("file", fileBytes);
  }),
  checks: [],
};
