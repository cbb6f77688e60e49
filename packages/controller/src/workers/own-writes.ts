import { settlesWithin, type Clock } from "@workset/clock";
import type { ReadCache } from "../work/run.ts";

/** What a wait for writes needs. */
interface WaitOptions {
  readonly clock: Clock;
  readonly limitMs: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Called for each cache that does not show its write in time, or cannot tell. */
  readonly onMissing: (fields: {
    readonly cache: string;
    readonly version: string;
    readonly err?: unknown;
  }) => void;
}

interface Write {
  readonly cache: Pick<ReadCache<never>, "name" | "reached">;
  readonly version: string;
}

/** What a run has written, as versions that caches must reach before the key runs again. */
export class OwnWrites {
  readonly #writes: Write[] = [];

  add<O>(cache: ReadCache<O>, object: O): void {
    this.#writes.push({ cache, version: cache.meta.versionOf(object) });
  }

  /** Resolves when the caches show all writes, or the time has passed, or the signal is aborted. Never rejects. */
  async shown(options: WaitOptions): Promise<void> {
    await Promise.all(this.#writes.map((write) => shownIn(write, options)));
  }
}

async function shownIn(
  { cache, version }: Write,
  { clock, limitMs, signal, onMissing }: WaitOptions,
): Promise<void> {
  const over = new AbortController();
  const { name } = cache;
  try {
    const reached = cache.reached(version, AbortSignal.any([signal, over.signal]));
    if (await settlesWithin(reached, { clock, limitMs, signal })) await reached;
    else if (!signal.aborted) onMissing({ cache: name, version });
  } catch (err) {
    if (!signal.aborted) onMissing({ cache: name, version, err });
  } finally {
    over.abort();
  }
}
