import type { Entry } from "./checked-path.ts";
import { ChangedError, OpenFile, smallBytes } from "./open-file.ts";
import type { Replacement } from "./safe-target.ts";

const memory = [Buffer.allocUnsafeSlow(smallBytes), Buffer.allocUnsafeSlow(smallBytes)] as const;

/** How a file is copied. */
export interface CopyOptions {
  /**
   * Whether a file that grows while it is read, as a log does, is copied as far as it went when it was looked at. It is
   * read twice then, and must be the same both times.
   */
  readonly mayGrow: boolean;
}

/** Copies a small file synchronously. Returns how many entries were deleted to make room. */
export function copySmall(source: Entry, target: Replacement, { mayGrow }: CopyOptions): number {
  using file = new OpenFile(source, { mayGrow });
  const content = file.readInto(memory[0]);
  if (mayGrow && !content.equals(file.readInto(memory[1]))) throw new ChangedError(false);
  using draft = target.draft();
  draft.append(content);
  return target.put(draft, source.stats);
}

/** Copies a file of any size, without blocking the event loop. Returns how many entries were deleted to make room. */
export async function copyLarge(
  source: Entry,
  target: Replacement,
  { mayGrow }: CopyOptions,
  signal: AbortSignal,
): Promise<number> {
  using file = new OpenFile(source, { mayGrow });
  using draft = target.draft();
  // Fewer blocks than bytes: the file has holes, and so has its copy.
  const sparse = source.stats.blocks * 512 < source.stats.size;
  for await (const piece of file.pieces(signal)) await draft.appendAsync(piece, sparse);
  if (mayGrow) await draft.confirm(file.pieces(signal));
  return target.put(draft, source.stats);
}
