import { printable, shownKey, type PathKey } from "./path-key.ts";
import type { Outcome } from "./reconcile.ts";
import type { Totals } from "./summary.ts";

/** Everything the app says. With `--json` a line is one of these; paths are keys then. */
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
  | { readonly event: "watch-error" | "state-error"; readonly error: string }
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
      return `resuming what was left: ${event.ready} keys to do, ${event.interrupted} of them interrupted, and ${event.waiting} that wait`;
    case "watching":
      return `equal: ${totalsLine(event)}; watching, Ctrl-C ends it`;
    case "copied":
      return `copied   ${shownKey(event.path)} (${sizeLine(event.bytes)})`;
    case "deleted":
      return `deleted  ${shownKey(event.path)}${event.deleted > 1 ? ` (${event.deleted} entries)` : ""}`;
    case "skipped":
      return `skipped  ${shownKey(event.path)}: neither file, folder nor symbolic link`;
    case "source-gone":
      return "the source folder is not there; nothing is deleted, and it is looked for again when it comes back";
    case "retry":
      return `retrying ${shownKey(event.path)}: ${printable(event.error)}`;
    case "failed":
      return `failed   ${shownKey(event.path)}: ${printable(event.error)}`;
    case "watch-error":
      return `not all is watched: ${printable(event.error)}`;
    case "state-error":
      return `the queue cannot be kept: ${printable(event.error)}`;
    case "stopping":
      return "stopping; Ctrl-C once more leaves at once";
    case "summary":
      return `mirror: ${totalsLine(event)}${event.left > 0 ? `; ${event.left} left undone` : ""}${
        event.equal === false ? "; the folders are NOT equal" : ""
      }`;
    default:
      return `${event.event.padEnd(8)} ${shownKey(event.path)}`;
  }
}

/** How far the first pass is. */
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
