import { closeSync, constants, fstatSync, openSync, read, readSync, type Stats } from "node:fs";
import { promisify } from "node:util";
import { isSameFile, isUntouched, type Entry } from "./checked-path.ts";

/**
 * Files up to this size, in bytes, are read and written synchronously: one trip through the thread pool costs more
 * than all the calls that such a file needs. A larger file would block the event loop.
 */
export const smallBytes: number = 64 * 1024;

const chunkBytes = 1024 * 1024;

/**
 * A file that is read as it was when it was looked at; a change is an error. With `mayGrow`, what was appended since is left
 * out, and the caller compares what was read.
 */
export class OpenFile implements Disposable {
  readonly #fd: number;
  readonly #looked: Stats;
  readonly #mayGrow: boolean;

  /** Opens a file that was looked at. A link or a pipe that replaced it is neither followed nor waited for. */
  constructor(file: Entry, { mayGrow = false }: { readonly mayGrow?: boolean } = {}) {
    this.#fd = openSync(file.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    this.#looked = file.stats;
    this.#mayGrow = mayGrow;
  }

  /**
   * All of the file, in memory of the caller.
   * @throws ChangedError when the file has changed since it was looked at.
   */
  readInto(memory: Buffer): Buffer {
    const { size } = this.#looked;
    for (let at = 0; at < size;) at += this.#some(readSync(this.#fd, memory, at, size - at, at));
    this.#confirm();
    return memory.subarray(0, size);
  }

  /**
   * The file piece by piece; a piece is valid until the next one.
   * @throws ChangedError when the file has changed since it was looked at, and the signal's reason when it is aborted.
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
    if (bytesRead === 0) throw new ChangedError(false);
    return bytesRead;
  }

  #confirm(): void {
    const now = fstatSync(this.#fd);
    if (isUntouched(this.#looked, now)) return;
    const hasGrown = isSameFile(this.#looked, now) && now.size > this.#looked.size;
    if (!hasGrown || !this.#mayGrow) throw new ChangedError(hasGrown);
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

/** A file changed while it was read. The next try may succeed. */
export class ChangedError extends Error {
  /** Whether all that is known of the change is that the file is longer now, as a log that is appended to. */
  readonly hasGrown: boolean;

  constructor(hasGrown: boolean) {
    super("it changed while it was read");
    this.hasGrown = hasGrown;
  }
}
