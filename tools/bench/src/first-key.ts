// A process that opens a file, gets one key, and says how long that took since it began, and how much memory it holds:
// `first-key.ts SUBJECT PATH`. Each subject loads only its own code.
const [subject = "", path = ""] = process.argv.slice(2);

const firstKeyBy: Readonly<Record<string, () => Promise<number>>> = {
  async raw() {
    const { RawSqlite } = await import("./raw/sqlite.ts");
    using queue = new RawSqlite(path, true);
    const keys = queue.endAndTake([], 1);
    tell();
    return keys.length;
  },
  async workset() {
    const { openWorkset } = await import("./workloads/open-workset.ts");
    await using opened = await openWorkset(path);
    const lease = await opened.queue.get();
    tell();
    return lease ? 1 : 0;
  },
  async plainjob() {
    const { Plainjob } = await import("./peers/plainjob.ts");
    using queue = new Plainjob(path);
    const count = await queue.process(1, 1, tell);
    return count;
  },
};

/** What the parent reads. */
export interface FirstKey {
  readonly wallMs: number;
  readonly processorMs: number;
  readonly rss: number;
}

function tell(): void {
  const { user, system } = process.cpuUsage();
  const { rss } = process.memoryUsage();
  const said: FirstKey = { wallMs: performance.now(), processorMs: (user + system) / 1000, rss };
  console.log(JSON.stringify(said));
}

const got = await firstKeyBy[subject]?.();
if (got !== 1) process.exitCode = 1;
