import { files, sizeOf } from "./node-files.ts";

/** The log of SQLite: a header, then frames, each a page with a header that says whether a commit ends there. */
const headerBytes = 32;
const frameHeaderBytes = 24;

/** Of a log whose header does not say it. */
const usualPageBytes = 4096;

/**
 * Looks for damage in a log, which SQLite takes for its end: frames of which one was written after the commit of another had
 * been synced, behind the first one that does not hold. What the power cut off is no damage: nothing was synced behind it.
 * @returns What is wrong; `undefined` when nothing is.
 */
export function damageInLog(path: string): string | undefined {
  if (sizeOf(path) < headerBytes) return undefined;
  const log = new Log(files.readFileSync(path));
  const held = log.heldFrames();
  if (held === log.frames || !log.hasSyncedFrom(held)) return undefined;
  return held === 0
    ? `the log ${path} is damaged at its beginning`
    : `the log ${path} is damaged at its frame ${held + 1}, and goes on behind it`;
}

/** A log as it is in a file. */
class Log {
  readonly #bytes: Buffer;
  readonly #pageBytes: number;
  readonly #littleEndian: boolean;
  /** Whether its header holds. */
  readonly #isHeaded: boolean;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const magic = bytes.readUInt32BE(0);
    this.#littleEndian = magic !== 0x377f0683;
    this.#isHeaded =
      (magic === 0x377f0682 || magic === 0x377f0683) &&
      same(this.#sum(0, 24, [0, 0]), [bytes.readUInt32BE(24), bytes.readUInt32BE(28)]);
    this.#pageBytes = this.#isHeaded ? bytes.readUInt32BE(8) : usualPageBytes;
  }

  /** How many whole frames it has room for. */
  get frames(): number {
    return Math.max(0, Math.floor((this.#bytes.length - headerBytes) / this.#frameBytes));
  }

  get #frameBytes(): number {
    return frameHeaderBytes + this.#pageBytes;
  }

  /** How many frames hold, from the first one on. */
  heldFrames(): number {
    if (!this.#isHeaded) return 0;
    let sum: Checksum = [this.#bytes.readUInt32BE(24), this.#bytes.readUInt32BE(28)];
    for (let frame = 0; frame < this.frames; frame++) {
      sum = this.#sumOf(frame, sum);
      if (!this.#salt(frame).equals(this.#bytes.subarray(16, 24)) || !same(sum, this.#stored(frame)))
        return frame;
    }
    return this.frames;
  }

  /** Whether a commit ends at or behind this frame that another frame was written after: so it had been synced. */
  hasSyncedFrom(from: number): boolean {
    const salt = this.#isHeaded ? this.#bytes.subarray(16, 24) : undefined;
    for (let frame = from; frame < this.frames - 1; frame++) {
      const [own, next] = [this.#salt(frame), this.#salt(frame + 1)];
      if (!own.equals(salt ?? next) || !own.equals(next)) continue;
      const isCommit = this.#bytes.readUInt32BE(this.#at(frame) + 4) !== 0;
      if (isCommit && same(this.#sumOf(frame + 1, this.#stored(frame)), this.#stored(frame + 1))) return true;
    }
    return false;
  }

  #at(frame: number): number {
    return headerBytes + frame * this.#frameBytes;
  }

  #salt(frame: number): Buffer {
    return this.#bytes.subarray(this.#at(frame) + 8, this.#at(frame) + 16);
  }

  /** The checksum that a frame carries, over all up to it. */
  #stored(frame: number): Checksum {
    return [this.#bytes.readUInt32BE(this.#at(frame) + 16), this.#bytes.readUInt32BE(this.#at(frame) + 20)];
  }

  /** The checksum that a frame should carry, if the one before it carries this one. */
  #sumOf(frame: number, before: Checksum): Checksum {
    const at = this.#at(frame);
    return this.#sum(at + frameHeaderBytes, this.#pageBytes, this.#sum(at, 8, before));
  }

  #sum(from: number, count: number, [a, b]: Checksum): Checksum {
    let [first, second] = [a, b];
    const read = (at: number): number =>
      this.#littleEndian ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
    for (let at = from; at < from + count; at += 8) {
      first = (first + read(at) + second) >>> 0;
      second = (second + read(at + 4) + first) >>> 0;
    }
    return [first, second];
  }
}

type Checksum = readonly [number, number];

function same([a, b]: Checksum, [c, d]: Checksum): boolean {
  return a === c && b === d;
}

/** The index of the log, which SQLite keeps in `-shm` while the file is open; a clean end removes it. */
const indexVersion = 3007000;

/**
 * Whether commits are missing because the log is gone or was cut off after its owner had been killed: the index of the log
 * still says how long it was, and how much of it had been written into the file.
 */
export function lacksLog(path: string): boolean {
  const index = `${path}-shm`;
  if (sizeOf(index) < 136) return false;
  const bytes = files.readFileSync(index);
  // Written by the machine's own byte order, twice, so that a half-written one is recognized.
  const read = (at: number): number => (isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  if (read(0) !== indexVersion || bytes[12] !== 1 || !bytes.subarray(0, 48).equals(bytes.subarray(48, 96)))
    return false;
  const pageBytes = isLittleEndian ? bytes.readUInt16LE(14) : bytes.readUInt16BE(14);
  const frames = read(16);
  const writtenBack = read(96);
  // A page of 65,536 bytes is noted as 1.
  const frameBytes = frameHeaderBytes + (pageBytes & 0xfe00) + ((pageBytes & 1) << 16);
  return frames > writtenBack && sizeOf(`${path}-wal`) < headerBytes + frames * frameBytes;
}

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/**
 * Writes a log again as it is and syncs it. After a sync that failed the system may hold pages for written that are not:
 * only pages that are written anew are sure to be covered by the next sync.
 * @throws What the file system throws when that fails, too.
 */
export function rewriteLog(path: string): void {
  if (!files.existsSync(path)) return;
  const content = files.readFileSync(path);
  const file = files.openSync(path, "r+");
  try {
    for (let at = 0; at < content.length;) at += files.writeSync(file, content, at, content.length - at, at);
    files.fsyncSync(file);
  } finally {
    files.closeSync(file);
  }
}
