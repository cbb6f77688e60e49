import {
  closeSync,
  constants,
  fchmodSync,
  futimesSync,
  openSync,
  renameSync,
  rmSync,
  write,
  writeSync,
  type Stats,
} from "node:fs";
import { promisify } from "node:util";
import type { FilePath } from "./path-key.ts";
import { permissionsOf } from "./permissions.ts";

/**
 * A file that is written under a name of its own until it is whole. Disposing it closes it, and deletes it unless it
 * was moved to where it belongs.
 */
export class Draft implements Disposable {
  readonly #path: FilePath;
  #fd: number | undefined;
  #moved = false;

  /** Makes the file, which nobody else may read yet. @throws when anything of this name is there. */
  constructor(path: FilePath) {
    this.#path = path;
    this.#fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  }

  /** Writes all of `content` at the end. */
  append(content: Uint8Array): void {
    for (let at = 0; at < content.length;) at += writeSync(this.#fd!, content, at);
  }

  /** Writes all of `content` at the end, on another thread. */
  async appendAsync(content: Uint8Array): Promise<void> {
    for (let at = 0; at < content.length;) {
      at += (await promisify(write)(this.#fd!, content, at)).bytesWritten;
    }
  }

  /** Gives the file permissions and times, and in one step its place, whatever file or link was there. */
  moveTo(place: FilePath, attributes: Stats): void {
    fchmodSync(this.#fd!, permissionsOf(attributes));
    futimesSync(this.#fd!, attributes.atimeMs / 1000, attributes.mtimeMs / 1000);
    this.#close();
    renameSync(this.#path, place);
    this.#moved = true;
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }

  [Symbol.dispose](): void {
    this.#close();
    if (!this.#moved) rmSync(this.#path, { force: true });
  }
}
