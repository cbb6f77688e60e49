import { closeSync, constants, fstatSync, openSync, read, readSync, type Stats } from "node:fs";
import { promisify } from "node:util";
import { isUntouched, type Entry } from "./look.ts";

/**
 * Files up to this size, in bytes, are read and written synchronously: one trip through the thread pool costs more
 * than all the calls that such a file needs. A larger file would hold up everybody else.
 */
export const smallBytes: number = 64 * 1024;

const chunkBytes = 1024 * 1024;

/** A file that is read as it was when it was looked at, or not at all. */
export class OpenFile implements Disposable {
  readonly #fd: number;
  readonly #looked: Stats;

  /** Opens a file that was looked at. A link or a pipe that has taken its place is neither followed nor waited for. */
  constructor(file: Entry) {
    this.#fd = openSync(file.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    this.#looked = file.stats;
  }

  /**
   * All of the file, in memory that belongs to the caller.
   * @throws Error when the file has changed since it was looked at.
   */
  readInto(memory: Buffer): Buffer {
    const { size } = this.#looked;
    for (let at = 0; at < size;) at += this.#some(readSync(this.#fd, memory, at, size - at, at));
    this.#confirm();
    return memory.subarray(0, size);
  }

  /**
   * The file piece by piece; a piece is good until the next is asked for.
   * @throws Error when the file has changed since it was looked at, and the signal's reason when it is aborted.
   */
  async *pieces(signal: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    const { size } = this.#looked;
    const memory = Buffer.allocUnsafeSlow(Math.min(size, chunkBytes));
    for (let at = 0; at < size;) {
      signal.throwIfAborted();
      const { bytesRead } = await promisify(read)(
        this.#fd,
        memory,
        0,
        Math.min(memory.length, size - at),
        at,
      );
      at += this.#some(bytesRead);
      yield memory.subarray(0, bytesRead);
    }
    this.#confirm();
  }

  #some(bytesRead: number): number {
    if (bytesRead === 0) throw changed();
    return bytesRead;
  }

  #confirm(): void {
    if (!isUntouched(this.#looked, fstatSync(this.#fd))) throw changed();
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

/** What is thrown when a file is not what it was any more; trying again later is all there is to do. */
export function changed(): Error {
  return new Error("it changed while it was read");
}
