import { readFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { components, notReplayed } from "../src/components.ts";
import { replay, type ExitStatus } from "../src/replay.ts";

/** The project's own recordings. */
export const ownTraces: string = fileURLToPath(new URL("../traces", import.meta.url));

/** What a replay said. */
export interface Said {
  readonly status: ExitStatus;
  readonly report: readonly string[];
  readonly complaints: readonly string[];
}

/** A recorded trace whose parts a test may change. */
export interface Recorded {
  id: string;
  component: string;
  config: Record<string, unknown>;
  steps: Record<string, unknown>[];
}

/** Replays what is in these folders. */
export function replayed(...folders: string[]): Promise<Said> {
  return replayedBut(notReplayed, folders);
}

async function replayedBut(notReplayed: readonly string[], folders: readonly string[]): Promise<Said> {
  const report: string[] = [];
  const complaints: string[] = [];
  const status = await replay({
    folders,
    components,
    notReplayed,
    report: (line) => void report.push(line),
    complain: (line) => void complaints.push(line),
  });
  return { status, report, complaints };
}

/** A folder with these files, until it is disposed. */
export async function folderWith(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "replay-"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** Replays a folder with these files, and passes over components of these names. */
export async function replayedFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  passedOver: readonly string[] = notReplayed,
): Promise<Said> {
  await using folder = await folderWith(files);
  return await replayedBut(passedOver, [folder.path]);
}

/** Traces as the text of a file. */
export function linesOf(...traces: readonly unknown[]): string {
  return traces.map((trace) => `${JSON.stringify(trace)}\n`).join("");
}

/** The project's own traces of a component. */
export async function ownTracesOf(component: string): Promise<Recorded[]> {
  const file = gunzipSync(await readFile(join(ownTraces, `${component}.jsonl.gz`)));
  return file
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Recorded);
}

/** A state of a `queue` recording. */
export const emptyState: Record<string, unknown> = {
  len: 0,
  queue: [],
  dirty: [],
  processing: [],
  shuttingDown: false,
};

/** A trace of `queue` with these steps. */
export function queueTrace(id: string, ...steps: Record<string, unknown>[]): Recorded {
  return { id, component: "queue", config: {}, steps };
}
