import { basename, dirname, join } from "node:path";
import { shown } from "@workset/clock";
import { StoreError } from "@workset/store";
import { files } from "./node-files.ts";

/**
 * The real path of a file, which need not exist, through links and in one spelling.
 * @param instead What serves where no file is wanted.
 * @throws TypeError when it names no file; StoreError `"io"` when its folder does not exist or a folder has its name.
 */
export function checkedPath(path: unknown, instead: string): string {
  if (typeof path !== "string" || path === "" || path === ":memory:") {
    throw new TypeError(`path must name a file, but it is ${shown(path)}: ${instead} needs none`);
  }
  if (path.includes("\0")) {
    throw new TypeError(`path must not contain a NUL character, but it is ${shown(path)}`);
  }
  if (path !== path.trim()) {
    throw new TypeError(`path must not begin or end with white space, but it is ${shown(path)}`);
  }
  if (/^file:/i.test(path)) {
    throw new TypeError(`path must be a path, not a URI, but it is ${shown(path)}: use fileURLToPath`);
  }
  const stats = files.statSync(path, { throwIfNoEntry: false });
  if (stats && !stats.isFile()) {
    throw new StoreError("io", `${path} is not a file: give the path of a file in that folder`);
  }
  if (stats) return files.realpathSync(path);
  const folder = dirname(path);
  if (files.existsSync(folder)) return join(files.realpathSync(folder), basename(path));
  throw new StoreError("io", `the folder of ${path} does not exist: make it first`);
}
