import type { Clock } from "@workset/clock";
import { Interruptible } from "./interruptible.ts";
import { listPages, type WholeList } from "./list-pages.ts";
import type { ListWatch } from "../sources/list-watch.ts";
import type { Progress } from "./progress.ts";
import { codeOf } from "./reflector-failure.ts";

const usualPageSize = 500;

/** Lists everything a source has, and knows which version to ask for and in which pages. */
export class SourceLists<T> {
  readonly #source: ListWatch<T>;
  readonly #progress: Progress;
  readonly #clock: Clock;
  readonly #pageSize: number | undefined;
  #alwaysPages = false;

  constructor(source: ListWatch<T>, progress: Progress, clock: Clock, pageSize: number | undefined) {
    this.#source = source;
    this.#progress = progress;
    this.#clock = clock;
    this.#pageSize = pageSize;
  }

  /**
   * Everything there is. When the source does not know the last version any more, or not yet, it is asked at once for
   * what is as new as can be, once.
   * @throws What the source throws; the signal's reason.
   */
  async next(signal: AbortSignal): Promise<WholeList<T>> {
    using waits = new Interruptible(signal, this.#clock);
    const version = this.#progress.listVersion;
    const request = { source: this.#source, version, limit: this.#limitFor(version), signal, waits };
    const list = await listPages(request).catch((error: unknown) => {
      if (!isVersionUnknown(error) || version === "" || signal.aborted) throw error;
      this.#progress.lose();
      return listPages({ ...request, version: "" });
    });
    if (version === "0" && list.wasPaged) this.#alwaysPages = true;
    return list;
  }

  /**
   * A list from a version on is asked for whole, because Kubernetes answers it from memory then. A source that
   * answered the very first list in pages has no such memory.
   */
  #limitFor(version: string): number {
    if (this.#pageSize !== undefined) return this.#pageSize;
    return this.#alwaysPages || version === "" || version === "0" ? usualPageSize : 0;
  }
}

/** Whether the source refused because of the version, so that it may answer without one. */
export function isVersionUnknown(error: unknown): boolean {
  const code = codeOf(error);
  return code === "expired" || code === "version-too-large";
}
