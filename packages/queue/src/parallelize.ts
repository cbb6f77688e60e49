import { checkedCount, checkedNumber } from "@workset/clock";

/** How the pieces are worked on. */
export interface ParallelizeOptions {
  /** How many pieces are worked on at once, at most. With 0 nothing is done. */
  readonly workers: number;
  /**
   * How many pieces a worker takes at a time; less than 1 counts as 1.
   * @defaultValue 1
   */
  readonly chunkSize?: number;
  /** Stops between pieces: pieces under way are awaited, the rest is left. */
  readonly signal?: AbortSignal;
}

/** What became of the pieces. */
export interface ParallelizeReport {
  /** Pieces whose work ended well. */
  readonly finished: number;
  /** Pieces whose work threw, in the order in which they failed. */
  readonly failed: readonly { readonly piece: number; readonly error: unknown }[];
  /** Pieces that were not begun. */
  readonly left: number;
}

/**
 * Works on the pieces numbered 0 to `pieces - 1`, several at once, and resolves when all are finished or left. An
 * error stops neither the worker nor the others; all of them are in the report.
 *
 * client-go's `ParallelizeUntil`, with the errors collected.
 * @throws RangeError when `pieces` or `workers` is not a whole number of at least 0, or `chunkSize` is not a number.
 */
export async function parallelize(
  pieces: number,
  work: (piece: number) => void | PromiseLike<void>,
  options: ParallelizeOptions,
): Promise<ParallelizeReport> {
  const { workers, signal } = options;
  checkedCount("pieces", pieces);
  checkedCount("workers", workers);
  const chunkSize = Math.max(
    1,
    Math.min(pieces, Math.floor(checkedNumber("chunkSize", options.chunkSize ?? 1))),
  );
  const failed: { piece: number; error: unknown }[] = [];
  let begun = 0;
  let nextChunk = 0;

  const worker = async (): Promise<void> => {
    while (nextChunk < pieces && !signal?.aborted) {
      const from = nextChunk;
      nextChunk += chunkSize;
      const to = Math.min(nextChunk, pieces);
      for (let piece = from; piece < to && !signal?.aborted; piece++) {
        begun++;
        try {
          await work(piece);
        } catch (error) {
          failed.push({ piece, error });
        }
      }
    }
  };

  const atOnce = Math.min(workers, Math.ceil(pieces / chunkSize));
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { finished: begun - failed.length, failed, left: pieces - begun };
}
