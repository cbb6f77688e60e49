import { codeOf } from "./reflector-failure.ts";
import type { ListPage, ListWatch } from "../sources/list-watch.ts";
import type { Interruptible } from "./interruptible.ts";

/** All that a source has. */
export interface WholeList<T> {
  readonly items: readonly T[];
  /** The version of the first page, which is that of all. */
  readonly version: string;
  /** Whether it took more than one page. */
  readonly wasPaged: boolean;
}

/** What is asked for, of which source. */
export interface ListRequest<T> {
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
export async function listPages<T>(request: ListRequest<T>): Promise<WholeList<T>> {
  const first = await listPage(request, undefined);
  if (!first.continueAt) return { items: first.items, version: first.version, wasPaged: false };
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
  let at = first.continueAt;
  while (at) {
    const page = await listPage(request, at);
    for (const item of page.items) items.push(item);
    if (page.continueAt === at) throw new Error(`the page at ${at} says that the next one is itself`);
    at = page.continueAt;
  }
  return { items, version: first.version, wasPaged: true };
}

async function listPage<T>(request: ListRequest<T>, continueAt: string | undefined): Promise<ListPage<T>> {
  const { source, version, limit, signal, waits } = request;
  const place = continueAt === undefined ? { version } : { version: "", continueAt };
  const page = await waits.wait(source.list({ ...place, limit, signal }));
  signal.throwIfAborted();
  return page;
}
