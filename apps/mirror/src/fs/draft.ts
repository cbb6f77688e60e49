import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  openSync,
  read,
  renameSync,
  rmSync,
  write,
  writeSync,
  type Stats,
} from "node:fs";
import { promisify } from "node:util";
import { hasSameAttributes, permissionsOf } from "./compare.ts";
import type { OpenFolder } from "./checked-path.ts";
import { ChangedError } from "./open-file.ts";
import type { PathKey } from "./path-key.ts";

const zeros = Buffer.alloc(1024 * 1024);
const blockBytes = 4096;

/**
 * A file that is written under a name of its own, in the folder that it belongs in, and renamed when it is complete.
 * Disposing closes it, and deletes it unless it was renamed.
 */
export class Draft implements Disposable {
  readonly #folder: OpenFolder;
  readonly #name: PathKey;
  #fd: number | undefined;
  #end = 0;
  #moved = false;

  /**
   * Creates the file, readable by its owner alone.
   * @throws Error when something of this name exists, or when the folder is not at its path any more.
   */
  constructor(folder: OpenFolder, name: PathKey) {
    this.#folder = folder;
    this.#name = name;
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    this.#fd = openSync(folder.pathOf(name), flags, 0o600);
    try {
      folder.confirm();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Writes all of `content` at the end. */
  append(content: Uint8Array): void {
    for (let at = 0; at < content.length;) at += writeSync(this.#fd!, content, at, content.length - at);
    this.#end += content.length;
  }

  /** Writes all of `content` at the end, on another thread. With `sparse`, blocks of zeros become holes. */
  async appendAsync(content: Buffer, sparse: boolean): Promise<void> {
    for (let at = 0; at < content.length;) {
      const size = Math.min(sparse ? blockBytes : content.length, content.length - at);
      if (!sparse || !isZero(content.subarray(at, at + size))) {
        const run = sparse ? dataLength(content, at) : size;
        for (let to = at + run; at < to;) {
          const { bytesWritten } = await promisify(write)(this.#fd!, content, at, to - at, this.#end);
          at += bytesWritten;
          this.#end += bytesWritten;
        }
      } else {
        at += size;
        this.#end += size;
      }
    }
  }

  /** @throws ChangedError when what was written is not what the pieces are. */
  async confirm(pieces: AsyncIterable<Buffer>): Promise<void> {
    let at = 0;
    for await (const piece of pieces) {
      const written = Buffer.allocUnsafe(piece.length);
      const { bytesRead } = await promisify(read)(this.#fd!, written, 0, written.length, at);
      if (bytesRead !== piece.length || !written.equals(piece)) throw new ChangedError(false);
      at += bytesRead;
    }
  }

  /** Gives the file permissions and times, and in one step its name, whatever file or link has it now. */
  moveTo(name: PathKey, attributes: Stats): void {
    ftruncateSync(this.#fd!, this.#end);
    setAttributes(this.#fd!, attributes);
    this.#close();
    this.#folder.confirm();
    renameSync(this.#folder.pathOf(this.#name), this.#folder.pathOf(name));
    this.#moved = true;
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }

  [Symbol.dispose](): void {
    this.#close();
    if (!this.#moved) rmSync(this.#folder.pathOf(this.#name), { force: true });
  }
}

/**
 * Gives an open file permissions and times.
 * @throws Error when the file system does not keep them.
 */
export function setAttributes(fd: number, attributes: Stats): void {
  fchmodSync(fd, permissionsOf(attributes));
  futimesSync(fd, seconds(attributes.atimeMs), seconds(attributes.mtimeMs));
  if (hasSameAttributes(attributes, fstatSync(fd))) return;
  throw new Error("the file system of the target does not keep its permissions or its time");
}

/** As text, since the runtime takes a negative number for the present time. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(9);
}

function isZero(piece: Buffer): boolean {
  return piece.equals(zeros.subarray(0, piece.length));
}

/** How many bytes there are before the next block of zeros. */
function dataLength(content: Buffer, from: number): number {
  let at = from;
  while (at < content.length && !isZero(content.subarray(at, Math.min(at + blockBytes, content.length))))
    at += blockBytes;
  return Math.min(at, content.length) - from;
}
