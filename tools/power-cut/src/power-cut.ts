import fs, { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connect } from "@workset/store-sqlite";
import { randomOf } from "kit";
import { cuts, Disk, type Cut } from "./disk.ts";
import { Accounts, keysIn } from "./judge.ts";
import { Recording, type Event } from "./recording.ts";
import { wasmDriver } from "./wasm-sqlite.ts";
import { Workload } from "./workload.ts";

/** What is to be done. */
export interface PowerCutOptions {
  readonly images: number;
  readonly seed: number;
  /** How many images are made of one run. */
  readonly imagesARun: number;
  /** Steps of the workload of one run. */
  readonly steps: number;
  readonly progress?: (what: string) => void;
  /** Spoils the driver of the runs, to see whether that is caught. */
  readonly sabotage?: (connect: Connect) => Connect;
}

/** What came of it. */
export interface PowerCutReport {
  readonly seed: number;
  readonly runs: number;
  readonly images: number;
  readonly imagesAfterFailedSync: number;
  readonly writes: number;
  readonly syncs: number;
  readonly failedSyncs: number;
  readonly acknowledged: number;
  readonly faults: readonly string[];
}

const names = ["store.db", "store.db-wal", "store.db-journal"];

/** Does runs of a workload, every other one with failing syncs, and judges what power cuts leave of each. */
export async function powerCut(options: PowerCutOptions): Promise<PowerCutReport> {
  const { images, seed, imagesARun, progress } = options;
  const faults: string[] = [];
  const counts = {
    runs: 0,
    images: 0,
    imagesAfterFailedSync: 0,
    writes: 0,
    syncs: 0,
    failedSyncs: 0,
    acknowledged: 0,
  };
  while (counts.images < images) {
    const run = counts.runs++;
    const recorded = await record(options, run);
    faults.push(...recorded.faults.map((fault) => `run ${run}: ${fault}`));
    for (const event of recorded.events) {
      if (event.type === "write") counts.writes++;
      else if (event.type === "sync") counts[event.ok ? "syncs" : "failedSyncs"]++;
      else if (event.type === "note" && event.note.state === "acknowledged") counts.acknowledged++;
    }
    const wanted = Math.min(imagesARun, images - counts.images);
    const judged = await judge(recorded.events, wanted, `${seed}/${run}`);
    faults.push(...judged.faults.map((fault) => `run ${run}, ${fault}`));
    counts.images += wanted;
    counts.imagesAfterFailedSync += judged.afterFailedSync;
    progress?.(`${counts.images} of ${images} images, ${faults.length} faults`);
  }
  return { seed, ...counts, faults };
}

/** The events of one run, from the making of the file on. */
async function record(
  { seed, steps, sabotage = (connect) => connect }: PowerCutOptions,
  run: number,
): Promise<{ readonly events: readonly Event[]; readonly faults: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "workset-power-"));
  const driver = sabotage(await wasmDriver());
  try {
    using _ = smallLog();
    using recording = new Recording(folder, names);
    const workload = new Workload({
      path: join(folder, "store.db"),
      driver,
      recording,
      random: randomOf("run", seed, run),
      steps,
      failures: run % 2 === 1,
    });
    await workload.run();
    return { events: recording.events, faults: workload.faults };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Makes the disk seem small, so that the log is written into the file often. */
function smallLog(): Disposable {
  const { statfsSync } = fs;
  Object.assign(fs, { statfsSync: smallDisk });
  return { [Symbol.dispose]: () => void Object.assign(fs, { statfsSync }) };
}

function smallDisk(): unknown {
  return { blocks: 1024, bsize: 1024, bavail: 512 * 1024 };
}

/** Cuts the power at instants of a run. */
async function judge(
  events: readonly Event[],
  images: number,
  seed: string,
): Promise<{ readonly faults: readonly string[]; readonly afterFailedSync: number }> {
  const random = randomOf("cut", seed);
  const instants = Array.from({ length: images }, () => 1 + random.int(events.length)).toSorted(
    (a, b) => a - b,
  );
  const disk = new Disk();
  const accounts = new Accounts();
  const faults: string[] = [];
  let [at, afterFailedSync, failed] = [0, 0, false];
  for (const instant of instants) {
    for (; at < instant; at++) {
      const event = events[at]!;
      disk.apply(event);
      if (event.type === "note") accounts.note(event.note);
      failed ||= event.type === "sync" && !event.ok;
    }
    if (failed) afterFailedSync++;
    const cut = cuts[random.int(cuts.length)]!;
    for (const fault of await faultsOf(disk.image(cut, random), accounts)) {
      faults.push(`power cut after event ${instant} (${whatIs(cut)}): ${fault}`);
    }
  }
  return { faults, afterFailedSync };
}

function whatIs(cut: Cut): string {
  return `${cut} of what was not synced is left`;
}

async function faultsOf(image: ReadonlyMap<string, Uint8Array>, accounts: Accounts): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "workset-image-"));
  try {
    for (const [name, bytes] of image) writeFileSync(join(folder, name), bytes);
    return accounts.judge(await keysIn(join(folder, "store.db")));
  } catch (error) {
    return [`it cannot be opened: ${String(error)}`];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
