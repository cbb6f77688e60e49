import { execFileSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findFolders, openFolders, type FolderOptions, type Folders } from "../src/fs/folders.ts";

/** Three empty folders of a test: the source, the target, and one that no caller may touch. Disposing removes them. */
export class TempFolders implements Disposable {
  readonly base: string = realpathSync(mkdtempSync(join(tmpdir(), "mirror-test-")));
  readonly from: string = this.#folder("from");
  readonly to: string = this.#folder("to");
  readonly elsewhere: string = this.#folder("elsewhere");

  #folder(name: string): string {
    const path = join(this.base, name);
    mkdirSync(path);
    return path;
  }

  /** The folders as the app sees them. */
  get opened(): Folders {
    return this.openedWith({});
  }

  /** The folders as the app sees them with other options. */
  openedWith(options: FolderOptions): Folders {
    return openFolders(findFolders(this.from, this.to), options);
  }

  [Symbol.dispose](): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** What a folder is to hold: text is a file, `{ to }` a link, an object a folder. */
export interface Content {
  readonly [name: string]: string | Buffer | Link | Content;
}

/** A symbolic link to be made. */
export class Link {
  readonly to: string;
  constructor(to: string) {
    this.to = to;
  }
}

/** Makes files, links and folders in a folder. */
export function fill(folder: string, content: Content): void {
  for (const [name, entry] of Object.entries(content)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof entry === "string" || Buffer.isBuffer(entry)) writeFileSync(path, entry);
    else if (entry instanceof Link) symlinkSync(entry.to, path);
    else {
      mkdirSync(path, { recursive: true });
      fill(path, entry);
    }
  }
}

/** Makes a named pipe, for which the runtime has no call. */
export function makePipe(path: string): void {
  execFileSync("/usr/bin/env", ["mkfifo", path]);
}

/**
 * All that is below a folder and is mirrored, a line each: name, kind, permissions and content, every byte of which
 * is a character. Equal folders have equal lines.
 */
export function linesOf(root: string): string[] {
  const lines: string[] = [];
  const visit = (folder: Buffer): void => {
    for (const name of readdirSync(folder, { encoding: "buffer" })) {
      const path = Buffer.concat([folder, Buffer.from("/"), name]);
      const stats = lstatSync(path);
      const shown = path.toString("latin1").slice(root.length + 1);
      const mode = (stats.mode & 0o777).toString(8);
      if (stats.isSymbolicLink())
        lines.push(`${shown} -> ${readlinkSync(path, "buffer").toString("latin1")}`);
      else if (stats.isFile()) lines.push(`${shown} ${mode} ${readFileSync(path, "latin1")}`);
      else if (stats.isDirectory()) {
        lines.push(`${shown}/ ${mode}`);
        visit(path);
      }
    }
  };
  visit(Buffer.from(root));
  return lines.toSorted();
}
