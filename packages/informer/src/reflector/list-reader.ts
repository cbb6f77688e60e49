import type { Clock } from "@workset/clock";
import { Interruptible } from "./interruptible.ts";
import type { ListPage, ListWatch } from "../sources/list-watch.ts";
import { codeOf } from "./reflector-options.ts";
import type { VersionTracker } from "./version-tracker.ts";

const usualPageSize = 500;

/** Lists a source as a whole, and decides which version to request, and in which pages. */
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
   * All objects. When the source no longer knows the last version, or does not know it yet, the newest state is requested,
   * at once, and once.
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
   * A list from a version on is requested without pages, because Kubernetes answers it from memory then. A source that
   * answered the first list in pages has no such memory.
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

/** All objects of a source. */
export interface WholeList<T> {
  readonly items: readonly T[];
  /** The version of the first page, which is that of the whole list. */
  readonly version: string;
  /** Whether it took more than one page. */
  readonly wasPaged: boolean;
}

/** What is requested, and how. */
interface ListRequest<T> {
  readonly source: ListWatch<T>;
  readonly version: string;
  /** The most objects a page may hold; zero leaves it to the source. */
  readonly limit: number;
  readonly signal: AbortSignal;
  readonly waits: Interruptible;
}

/**
 * Lists page by page. When the list expires before its last page, it is requested once more, without a limit.
 * @throws What the source throws; the signal's reason, also between two pages.
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
    if (page.continueToken === at)
      throw new Error(`the page of the token ${at} names itself as the next page`);
    at = page.continueToken;
  }
  return { items, version: first.version, wasPaged: true };
}

async function listPage<T>(request: ListRequest<T>, continueToken: string | undefined): Promise<ListPage<T>> {
  const { source, version, limit, signal, waits } = request;
  const position = continueToken === undefined ? { version } : { version: "", continueToken };
  const page = await waits.wait(source.list({ ...position, limit, signal }));
  signal.throwIfAborted();
  return page;
}
