import { dirname } from "node:path";
import { files } from "./node-files.ts";

/** A disk with more room than this needs no reserve: it is not filled between two looks. */
const plentyBytes = 1024 ** 3;

const least = 128 * 1024;
const most = 8 * 1024 ** 2;

/**
 * Room on a small or nearly full disk that is kept in a file of its own, `-reserve`, and given up when the disk is full:
 * work can end then, which needs room in the log, though it makes room in the file.
 */
export class Reserve {
  readonly #path: string;
  readonly #folder: string;

  constructor(path: string) {
    this.#path = `${path}-reserve`;
    this.#folder = dirname(path);
  }

  /** How many bytes the log may grow to on this disk before it is written into the file, which needs as much room again. */
  get logBytes(): number {
    return this.#free() > plentyBytes ? Infinity : this.#bytes() / 4;
  }

  /** Keeps room again. Whether there is enough besides for the work to go on as usual. */
  keep(): boolean {
    const free = this.#free();
    if (free > plentyBytes) {
      this.giveUp();
      return true;
    }
    if (files.existsSync(this.#path)) return true;
    const bytes = this.#bytes();
    if (free < 2 * bytes) return false;
    try {
      const file = files.openSync(this.#path, "w");
      try {
        // Written in full, since a hole would keep no room.
        const content = Buffer.alloc(64 * 1024, "reserve\n");
        for (let at = 0; at < bytes; at += content.length)
          files.writeSync(file, content, 0, content.length, at);
      } finally {
        files.closeSync(file);
      }
      return true;
    } catch {
      this.giveUp();
      return false;
    }
  }

  /** Gives the room to whatever needs it. */
  giveUp(): void {
    files.rmSync(this.#path, { force: true });
  }

  #bytes(): number {
    const { blocks, bsize } = files.statfsSync(this.#folder);
    return Math.min(most, Math.max(least, (blocks * bsize) / 16));
  }

  #free(): number {
    const { bavail, bsize } = files.statfsSync(this.#folder);
    return bavail * bsize;
  }
}
