import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Run, Workload } from "../workload.ts";

const app = fileURLToPath(new URL("../../../../apps/mirror/src/main.ts", import.meta.url));
const filesAFolder = 100;
const longestMs = 240_000;

/** Files of some 100 bytes, a hundred to a folder. */
function makeTree(root: string, files: number): void {
  for (let i = 0; i < files; i++) {
    const folder = join(root, `folder-${Math.floor(i / filesAFolder)}`);
    if (i % filesAFolder === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${i}.txt`), `${"some text, ".repeat(9)}${i}\n`);
  }
}

function filesIn(root: string): number {
  return readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}

/** Copies a fresh tree with another process, from its start to its end; answers how many files arrived. */
const copiedBy =
  (command: (from: string, to: string) => readonly [string, ...string[]]): Run =>
  (count, meter) => {
    const place = mkdtempSync(join(tmpdir(), "workset-bench-mirror-"));
    try {
      const from = join(place, "from");
      const to = join(place, "to");
      makeTree(from, count);
      // The next run must not pay for writing the tree to the disk.
      spawnSync("sync", ["--file-system", from]);
      const [program, ...args] = command(from, to);
      const startedAt = performance.now();
      const { status, stderr } = spawnSync(program, args, {
        stdio: ["ignore", "ignore", "pipe"],
        encoding: "utf8",
        timeout: longestMs,
        killSignal: "SIGKILL",
      });
      meter.record("copy", (performance.now() - startedAt) * 1e6);
      if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
      return filesIn(to);
    } finally {
      rmSync(place, { recursive: true });
    }
  };

/** A whole application against the tool that does the same once. */
export const mirror: Workload = {
  name: "mirror",
  says: "Small files in folders of 100, copied by a program: from its start to its end, by the clock on the wall.",
  unit: "ns",
  count: 10_000,
  limit: "cp -r",
  startsPrograms: true,
  missing: () => {
    if (process.platform === "win32") return "there is no cp on Windows";
    return existsSync(app) ? undefined : "apps/mirror is not there";
  },
  subjects: {
    "cp -r": copiedBy((from, to) => ["cp", "-r", from, to]),
    "apps/mirror --once": copiedBy((from, to) => {
      return [process.execPath, "--conditions=source", app, "--from", from, "--to", to, "--once"];
    }),
  },
  checks: [
    {
      says: "mirroring costs at most twice what cp -r does",
      subject: "apps/mirror --once",
      than: "cp -r",
      atMost: 2,
    },
  ],
};
