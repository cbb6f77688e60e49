import { lstatSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { SafeTarget } from "./safe-target.ts";

/** The two folders, found and fit for each other. */
export interface Folders {
  /** The real path of the source. */
  readonly from: string;
  readonly to: SafeTarget;
}

/** The folders cannot be mirrored, now or later; the message tells the user why. */
export class Unmirrorable extends Error {}

/**
 * Finds the two folders by their real paths, and makes the target if it is not there.
 * @throws Unmirrorable when one of them is no folder, or when one is the other or lies inside it.
 */
export function openFolders(from: string, to: string): Folders {
  const source = realPath("--from", from);
  if (source === undefined) throw new Unmirrorable(`--from: there is no folder ${resolve(from)}`);
  const target = realPath("--to", to) ?? futurePath(resolve(to));

  const inside = isSameOrInside(target, source);
  const outside = isSameOrInside(source, target);
  if (inside && outside) throw new Unmirrorable(`--from and --to are the same folder, ${source}`);
  if (inside)
    throw new Unmirrorable(`--to, ${target}, is inside --from, ${source}: it would have to hold itself`);
  if (outside) throw new Unmirrorable(`--from, ${source}, is inside --to, ${target}: it would be deleted`);

  explained("--to", () => mkdirSync(target, { recursive: true }));
  return { from: source, to: new SafeTarget(target) };
}

/** The real path of a folder that the user named; `undefined` when nothing is there. */
function realPath(option: string, path: string): string | undefined {
  return explained(option, () => {
    if (!lstatSync(path, { throwIfNoEntry: false })) return undefined;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw new Unmirrorable(`${option}: the link ${resolve(path)} leads nowhere`);
    if (!stats.isDirectory()) throw new Unmirrorable(`${option}: ${resolve(path)} is not a folder`);
    return realpathSync.native(path);
  });
}

/** The real path that a missing folder will have. */
function futurePath(path: string): string {
  const parent = dirname(path);
  return join(realPath("--to", parent) ?? futurePath(parent), basename(path));
}

/** Whether a folder is the other or inside it. Asks the file system, where one folder may have several names. */
function isSameOrInside(folder: string, container: string): boolean {
  const wanted = identityOf(container);
  if (wanted === undefined) return false;
  for (let at = folder; ; at = dirname(at)) {
    if (identityOf(at) === wanted) return true;
    if (at === dirname(at)) return false;
  }
}

function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}

function explained<R>(option: string, look: () => R): R {
  try {
    return look();
  } catch (error) {
    if (error instanceof Unmirrorable) throw error;
    throw new Unmirrorable(`${option}: ${(error as Error).message}`, { cause: error });
  }
}
