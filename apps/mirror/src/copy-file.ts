import type { Entry } from "./look.ts";
import { OpenFile, smallBytes } from "./open-file.ts";
import type { SafeTarget, Spot } from "./safe-target.ts";

const memory = Buffer.allocUnsafeSlow(smallBytes);

/** Copies a small file in one synchronous stretch; says how many entries were deleted to make room. */
export function copySmall(source: Entry, target: SafeTarget, spot: Spot): number {
  using file = new OpenFile(source);
  const content = file.readInto(memory);
  using draft = target.draft(spot);
  draft.append(content);
  return target.put(draft, spot, source.stats);
}

/**
 * Copies a file of any size, giving others their turn; once the copy is whole, `spotAgain` checks its place anew. Says
 * how many entries were deleted to make room.
 */
export async function copyLarge(
  source: Entry,
  target: SafeTarget,
  spot: Spot,
  spotAgain: () => Spot,
  signal: AbortSignal,
): Promise<number> {
  using file = new OpenFile(source);
  using draft = target.draft(spot);
  for await (const piece of file.pieces(signal)) await draft.appendAsync(piece);
  return target.put(draft, spotAgain(), source.stats);
}
