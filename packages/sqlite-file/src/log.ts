import { files, sizeOf } from "./node-files.ts";

/** The log of SQLite: a header, then frames, each a page with a header that says whether a commit ends there. */
const headerBytes = 32;
const frameHeaderBytes = 24;

/**
 * Looks for damage in the middle of a log, which SQLite takes for its end: frames that belong to it follow the first one
 * that does not hold. A commit that was cut off by the power is no damage: nothing was written behind it.
 * @returns What is wrong; `undefined` when nothing is.
 */
export function damageInLog(path: string): string | undefined {
  if (sizeOf(path) === 0) return undefined;
  const log = files.readFileSync(path);
  if (log.length < headerBytes + frameHeaderBytes) return undefined;
  const pageBytes = log.readUInt32BE(8);
  const frameBytes = frameHeaderBytes + pageBytes;
  const littleEndian = log.readUInt32BE(0) === 0x377f0682;
  if ((!littleEndian && log.readUInt32BE(0) !== 0x377f0683) || log.readUInt32BE(4) !== 3007000) {
    return log.every((byte) => byte === 0) ? undefined : `the log ${path} is damaged at its beginning`;
  }
  let sum = checksum(log, 0, 24, [0, 0], littleEndian);
  if (sum[0] !== log.readUInt32BE(24) || sum[1] !== log.readUInt32BE(28)) return undefined;
  const salts = log.subarray(16, 24);
  const belongs = (at: number): boolean => log.subarray(at + 8, at + 16).equals(salts);
  const last = Math.floor((log.length - headerBytes) / frameBytes);
  for (let frame = 0; frame < last; frame++) {
    const at = headerBytes + frame * frameBytes;
    const sums = checksum(log, at, 8, sum, littleEndian);
    sum = checksum(log, at + frameHeaderBytes, pageBytes, sums, littleEndian);
    const holds = belongs(at) && sum[0] === log.readUInt32BE(at + 16) && sum[1] === log.readUInt32BE(at + 20);
    if (!holds) {
      return goesOn(frame)
        ? `the log ${path} is damaged at its frame ${frame + 1}, and goes on behind it`
        : undefined;
    }
  }
  return undefined;

  /** Whether a commit ends at or behind this frame that a later one was written after: so it had been synced. */
  function goesOn(from: number): boolean {
    for (let frame = from; frame < last - 1; frame++) {
      const at = headerBytes + frame * frameBytes;
      const next = at + frameBytes;
      if (!belongs(next)) return false;
      if (!belongs(at) || log.readUInt32BE(at + 4) === 0) continue;
      const sums = checksum(log, next, 8, storedAt(at), littleEndian);
      const [first, second] = checksum(log, next + frameHeaderBytes, pageBytes, sums, littleEndian);
      const stored = storedAt(next);
      if (first === stored[0] && second === stored[1]) return true;
    }
    return false;
  }

  function storedAt(at: number): Checksum {
    return [log.readUInt32BE(at + 16), log.readUInt32BE(at + 20)];
  }
}

type Checksum = readonly [number, number];

function checksum(
  log: Buffer,
  from: number,
  bytes: number,
  [a, b]: Checksum,
  littleEndian: boolean,
): Checksum {
  let [first, second] = [a, b];
  for (let at = from; at < from + bytes; at += 8) {
    const x = littleEndian ? log.readUInt32LE(at) : log.readUInt32BE(at);
    const y = littleEndian ? log.readUInt32LE(at + 4) : log.readUInt32BE(at + 4);
    first = (first + x + second) >>> 0;
    second = (second + y + first) >>> 0;
  }
  return [first, second];
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
