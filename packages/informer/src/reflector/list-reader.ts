import type { Clock } from "@workset/clock";
import { Interruptible } from "./interruptible.ts";
import type { ListPage, ListWatch } from "../sources/list-watch.ts";
import { codeOf } from "./reflector-options.ts";
import type { VersionTracker } from "./version-tracker.ts";

const usualPageSize = 500;

/** Lists everything a source has, and knows which version to ask for and in which pages. */
export class ListReader<T> {
  readonly #source: ListWatch<T>;
  readonly #versions: VersionTracker;
  readonly #clock: Clock;
  readonly #pageSize: number | undefined;
  #alwaysPages = false;

  constructor(source: ListWatch<T>, versions: VersionTracker, clock: Clock, pageSize: number | undefined) {
    this.#source = source;
    this.#versions = versions;
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
    const version = this.#versions.listVersion;
    const request = { source: this.#source, version, limit: this.#limitFor(version), signal, waits };
    const list = await listPages(request).catch((error: unknown) => {
      if (!isVersionUnknown(error) || version === "" || signal.aborted) throw error;
      this.#versions.lose();
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

/** All that a source has. */
export interface WholeList<T> {
  readonly items: readonly T[];
  /** The version of the first page, which is that of all. */
  readonly version: string;
  /** Whether it took more than one page. */
  readonly wasPaged: boolean;
}

/** What is asked for, of which source. */
interface ListRequest<T> {
  readonly source: ListWatch<T>;
  readonly version: string;
  /** The most objects a page may hold; zero leaves it to the source. */
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly waits: Interruptible;
}

/**
 * Lists page by page. When the source has forgotten a list before its last page, it lists once more from the start,
 * without a limit.
 * @throws What the source throws; the signal's reason, between two pages too.
 */
async function listPages<T>(request: ListRequest<T>): Promise<WholeList<T>> {
  const first = await listPage(request, undefined);
  if (!first.continueToken) return { items: first.items, version: first.version, wasPaged: false };
  try {
    return await listOnwards(request, first);
  } catch (error) {
    if (codeOf(error) !== "expired" || request.signal.aborted) throw error;
    const whole = { ...request, limit: 0 };
    return await listOnwards(whole, await listPage(whole, undefined));
  }
}

async function listOnwards<T>(request: ListRequest<T>, first: ListPage<T>): Promise<WholeList<T>> {
  const items = [...first.items];
  let at = first.continueToken;
  while (at) {
    const page = await listPage(request, at);
    for (const item of page.items) items.push(item);
    if (page.continueToken === at) throw new Error(`the page at ${at} says that the next one is itself`);
    at = page.continueToken;
  }
  return { items, version: first.version, wasPaged: true };
}

async function listPage<T>(request: ListRequest<T>, continueToken: string | undefined): Promise<ListPage<T>> {
  const { source, version, limit, signal, waits } = request;
  const place = continueToken === undefined ? { version } : { version: "", continueToken };
  const page = await waits.wait(source.list({ ...place, limit, signal }));
  signal.throwIfAborted();
  return page;
}
