// The steps of checks, so that a check reads as its sentence does.
import { strict as assert } from "node:assert";
import type { SourceHarness } from "./source-harness.ts";
import type { ListedPage, SentEvent } from "./source-subject.ts";

/** A watch that is being read. */
export interface Reading {
  /** What was sent, shortly: `"added a=1"`, `"bookmark"`, `"end of list"`, `"error"`. */
  readonly sent: readonly string[];
  /** The versions of the objects, in order. */
  readonly versions: readonly string[];
  /** The versions of the bookmarks, in order. */
  readonly bookmarks: readonly string[];
  /** The errors the watch sent or threw. */
  readonly errors: readonly unknown[];
  /** Whether the iteration has ended. */
  readonly hasEnded: boolean;
  /** Aborts the signal of the watch. */
  abort(): void;
}

/** How a watch is opened. */
interface Opening {
  readonly from: string;
  readonly bookmarks?: boolean;
  readonly initialEvents?: boolean;
}

/** A signal that is never aborted. */
export function calm(): AbortSignal {
  return new AbortController().signal;
}

/** Lists all objects, in one page. */
export async function listed(harness: SourceHarness): Promise<ListedPage<unknown>> {
  const page = await harness.source.list({ version: "", signal: calm() });
  assert.equal(page.continueToken, undefined, "a list of a few objects without a limit has a continue token");
  return page;
}

/** These objects in short, sorted by name. */
export function inShort(harness: SourceHarness, objects: readonly unknown[]): string[] {
  return objects.map((object) => short(harness, object)).toSorted();
}

/** The listed objects in short, sorted by name. */
export async function listing(harness: SourceHarness): Promise<string[]> {
  return inShort(harness, (await listed(harness)).items);
}

/** The version of the object of this name, as it is listed now. */
export async function listedVersion(harness: SourceHarness, name: string): Promise<string | undefined> {
  const seen = (await listed(harness)).items.map((object) => harness.read(object));
  return seen.find((one) => one.name === name)?.version;
}

/** Opens a watch, and reads it until it ends. Its events are there once the harness has settled. */
export async function watching(harness: SourceHarness, opening: Opening): Promise<Reading> {
  const { from, bookmarks = false, initialEvents = false } = opening;
  const stop = new AbortController();
  const asked = {
    version: from,
    bookmarks,
    ...(initialEvents ? { initialEvents } : {}),
    signal: stop.signal,
  };
  const watch = await harness.source.watch(asked);
  const reading = {
    sent: [] as string[],
    versions: [] as string[],
    bookmarks: [] as string[],
    errors: [] as unknown[],
    hasEnded: false,
    abort: () => stop.abort(),
  };
  void read(harness, watch, reading);
  await harness.settle();
  return reading;
}

/** Opens a watch from the present version. */
export async function watchingNow(
  harness: SourceHarness,
  opening: Omit<Opening, "from"> = {},
): Promise<Reading> {
  return watching(harness, { ...opening, from: (await listed(harness)).version });
}

/** The code of the error with which a watch from this version is refused, at once or by its first event. */
export async function refusal(harness: SourceHarness, from: string): Promise<unknown> {
  try {
    const { errors } = await watching(harness, { from });
    assert.equal(errors.length, 1, "the watch should have been refused");
    return codeOf(errors[0]);
  } catch (error) {
    if (codeOf(error) === "ERR_ASSERTION") throw error;
    return codeOf(error);
  }
}

/** The code of an error. */
export function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

/** A list with these events applied. */
export function applied(list: readonly string[], sent: readonly string[]): string[] {
  const objects = new Map(list.map((one) => [nameOf(one), one]));
  for (const event of sent) {
    const [type, what] = event.split(" ") as [string, string];
    if (type === "deleted") objects.delete(nameOf(what));
    else if (type === "added" || type === "modified") objects.set(nameOf(what), what);
  }
  return [...objects.values()].toSorted();
}

function nameOf(said: string): string {
  return said.slice(0, said.indexOf("="));
}

function short(harness: SourceHarness, object: unknown): string {
  const { name, value } = harness.read(object);
  return `${name}=${value}`;
}

interface Filled extends Reading {
  readonly sent: string[];
  readonly versions: string[];
  readonly bookmarks: string[];
  readonly errors: unknown[];
  hasEnded: boolean;
}

async function read(
  harness: SourceHarness,
  watch: AsyncIterable<SentEvent<unknown>>,
  into: Filled,
): Promise<void> {
  try {
    for await (const event of watch) note(harness, event, into);
  } catch (error) {
    into.errors.push(error);
  }
  into.hasEnded = true;
}

function note(harness: SourceHarness, event: SentEvent<unknown>, into: Filled): void {
  if (event.type === "error") {
    into.sent.push("error");
    into.errors.push(event.error);
  } else if (event.type === "bookmark") {
    into.sent.push(event.initialEventsEnd ? "end of list" : "bookmark");
    into.bookmarks.push(event.version);
  } else {
    into.sent.push(`${event.type} ${short(harness, event.object)}`);
    into.versions.push(harness.read(event.object).version);
  }
}
