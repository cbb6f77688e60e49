import { join, relative, sep } from "node:path";
import { systemClock } from "@workset/clock";
import { isPathKey, lostText, parentKey, rootKey, type PathKey } from "./path-key.ts";

/** What a watched folder has to say. */
export interface WatchEvents {
  /** Something may have happened at this key, or anywhere below it if it is a folder's. */
  readonly changed: (key: PathKey) => void;
  /** Something cannot be watched. */
  readonly failed: (error: unknown) => void;
}

/** How long the watcher may take to find all there is to watch, in milliseconds. */
const readyMs = 10_000;
/** How long the watcher may take to close, in milliseconds. */
const closeMs = 1000;

/**
 * Watches a folder and all below it; resolves once every change is told. Disposing ends it. A watcher that is overrun
 * with changes may never say that it is ready or closed, and is not waited for any longer then.
 */
export async function watchFolder(
  root: string,
  { changed, failed }: WatchEvents,
  signal: AbortSignal,
): Promise<AsyncDisposable> {
  const { watch } = await import("chokidar");
  // Links are things to mirror and no ways to follow, and a name like that of an editor's copy is as good as any.
  const watcher = watch(root, { followSymlinks: false, atomic: false, ignoreInitial: true });
  const at = (path: string): void => {
    const key = knownPart(relative(root, path).replaceAll(sep, "/"));
    // While the folder is gone, the one above it is watched.
    if (isPathKey(key)) changed(key);
  };
  watcher.on("all", (_, path) => at(path));
  // The watcher keeps to itself that a folder's permissions changed, and drops names that are no text.
  watcher.on("raw", (event, name, details) => {
    const { watchedPath } = details as { readonly watchedPath?: string };
    if (name === null || watchedPath === undefined) return;
    if (event === "rename" || name.includes(lostText)) at(join(watchedPath, name));
  });
  watcher.on("error", failed);
  const ready = new Promise<void>((resolve) => watcher.once("ready", resolve));
  await atMost(readyMs, ready, signal);
  return { [Symbol.asyncDispose]: () => atMost(closeMs, watcher.close()) };
}

/** Waits for something, but neither for longer than `limitMs` nor after the signal is aborted. */
async function atMost(limitMs: number, something: Promise<unknown>, signal?: AbortSignal): Promise<void> {
  const enough = Promise.withResolvers<void>();
  using _ = systemClock.after(limitMs, enough.resolve);
  if (signal?.aborted) enough.resolve();
  signal?.addEventListener("abort", () => enough.resolve(), { once: true });
  await Promise.race([something, enough.promise]);
}

/** The key itself, or the folder up to which all names are text. */
function knownPart(key: PathKey): PathKey {
  const lostAt = key.indexOf(lostText);
  return lostAt < 0 ? key : (parentKey(key.slice(0, lostAt + 1)) ?? rootKey);
}
