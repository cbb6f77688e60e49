import type { Action } from "../fs/differences.ts";
import { printable, shownKey, type PathKey } from "../fs/path-key.ts";
import type { Outcome } from "../reconcile.ts";
import type { Totals } from "./summary.ts";

/** The output of the app. With `--json` each line is one of these; paths are keys then. */
export type Event =
  | { readonly event: "started"; readonly from: string; readonly to: string }
  | { readonly event: "metrics"; readonly url: string }
  | {
      readonly event: "recovered";
      readonly interrupted: number;
      readonly ready: number;
      readonly waiting: number;
    }
  | ({ readonly event: "watching" } & Totals)
  | { readonly event: Outcome; readonly path: PathKey; readonly bytes: number; readonly deleted: number }
  | { readonly event: "retry" | "failed"; readonly path: PathKey; readonly error: string }
  | { readonly event: "would"; readonly action: Action; readonly path: PathKey }
  | { readonly event: "watch-error" | "state-error"; readonly error: string }
  | { readonly event: "target-gone" | "held-back"; readonly error: string }
  | { readonly event: "stopping" }
  | ({ readonly event: "summary"; readonly equal: boolean | undefined; readonly left: number } & Totals);

/** An event as a line for people. */
export function lineOf(event: Event): string {
  switch (event.event) {
    case "started":
      return `mirroring ${event.from} to ${event.to}; what is only in ${event.to} is deleted`;
    case "metrics":
      return `metrics at ${event.url}`;
    case "recovered":
      return `resuming: ${event.ready} keys are ready, ${event.interrupted} of them were interrupted, and ${event.waiting} are waiting`;
    case "watching":
      return `equal: ${totalsLine(event)}; watching, Ctrl-C stops`;
    case "copied":
      return `copied   ${shownKey(event.path)} (${sizeLine(event.bytes)})`;
    case "deleted":
      return `deleted  ${shownKey(event.path)}${event.deleted > 1 ? ` (${event.deleted} entries)` : ""}`;
    case "skipped":
      return `skipped  ${shownKey(event.path)}: neither file, folder nor symbolic link`;
    case "moved":
      return `moved    ${shownKey(event.path)}`;
    case "would":
      return `would ${event.action.padEnd(6)} ${shownKey(event.path)}`;
    case "source-gone":
      return `the source folder${event.path === "" ? "" : `, or the disk of ${shownKey(event.path)},`} is not there; nothing is deleted, and mirroring goes on when it is back`;
    case "target-gone":
      return `${printable(event.error)}; nothing is written, and mirroring goes on when it is back`;
    case "held-back":
      return `nothing more is deleted: ${printable(event.error)}`;
    case "retry":
      return `retrying ${shownKey(event.path)}: ${printable(event.error)}`;
    case "failed":
      return `failed   ${shownKey(event.path)}: ${printable(event.error)}`;
    case "watch-error":
      return `changes may be seen late: ${printable(event.error)}`;
    case "state-error":
      return `the queue cannot be kept: ${printable(event.error)}`;
    case "stopping":
      return "stopping; press Ctrl-C again to end at once";
    case "summary":
      return `mirror: ${totalsLine(event)}${event.left > 0 ? `; ${event.left} left undone` : ""}${
        event.equal === false ? "; the folders are NOT equal" : ""
      }`;
    default:
      return `${event.event.padEnd(8)} ${shownKey(event.path)}`;
  }
}

/** The progress of the first pass. */
export function progressLine({ files, bytes, deleted, failed }: Totals): string {
  const failing = failed > 0 ? `, ${failed} failing` : "";
  return `${files} files copied (${sizeLine(bytes)}), ${deleted} deleted${failing}`;
}

function totalsLine({ files, bytes, deleted, retries, failed, ms }: Totals): string {
  const copied = `${files} ${files === 1 ? "file" : "files"} copied (${sizeLine(bytes)})`;
  return `${copied}, ${deleted} deleted, ${retries} retries, ${failed} failed in ${(ms / 1000).toFixed(2)} s`;
}

function sizeLine(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${["B", "kB", "MB", "GB", "TB"][power]}`;
}
