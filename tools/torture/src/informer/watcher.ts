import { writeSync } from "node:fs";
import { inspect } from "node:util";
import { sleep, systemClock } from "@workset/clock";
import { SharedInformer, SourceError, type EventHandler, type HandlerRegistration } from "@workset/informer";
import { JournalWriter } from "../journal.ts";
import { monotonicMs, randomOf } from "kit";
import { httpSource, versionAt } from "./http-source.ts";
import type { CacheOpener } from "./open-cache.ts";
import type { WatchPlan } from "./plan.ts";
import { thingMeta, type Thing } from "./thing.ts";

const plan = JSON.parse(process.argv[2]!) as WatchPlan;
const journal = new JournalWriter(plan.journal);

// The parent holds the other end: this process ends with its parent.
process.stdin.resume().on("end", () => process.exit(3));

await live();
process.exit(0);

async function live(): Promise<void> {
  const opener = (await import(plan.cache)) as CacheOpener;
  const handlerFor = (handler: EventHandler<Thing>): EventHandler<Thing> =>
    opener.handlerFor?.(handler) ?? handler;
  const { instance } = plan;
  journal.write({ is: "opening", instance, atMs: monotonicMs() });
  notice("opening");
  const persistence = await opener.openCache(plan.file);
  const informer = new SharedInformer<Thing>({
    source: httpSource(plan.url),
    meta: thingMeta,
    persistence,
    reflector: { backoff: { baseMs: 1, maxMs: 20 } },
    onError: failed,
  });
  const registrations = [
    informer.addHandler(handlerFor(quick()), { name: "quick" }),
    informer.addHandler(handlerFor(slow()), { name: "slow" }),
  ];
  await informer.start();
  journal.write({
    is: "opened",
    instance,
    atMs: monotonicMs(),
    recovered: informer.cache.size,
    quarantined: [],
  });
  notice("open");
  await Promise.all([informer.synced(), ...registrations.map((registration) => registration.synced())]);
  notice("synced");
  if (plan.task === "watch") await new Promise(() => {});
  await caughtUp(informer, registrations);
  await informer.stop();
  await persistence[Symbol.asyncDispose]();
  journal.write({ is: "caught-up", instance });
  notice("caught up");
}

/** Acts at once, and has acted when it returns. */
function quick(): EventHandler<Thing> {
  return told((key, verb, version) => tell("quick", key, verb, version));
}

/** Takes a while, and has acted when its promise resolves. */
function slow(): EventHandler<Thing> {
  const random = randomOf(plan.seed, plan.instance, "slow");
  return told(async (key, verb, version) => {
    // A crowd is not awaited, or the process would end before it has received everything.
    if (!key.startsWith("flood") && random.chance(0.3)) await sleep(systemClock, random.between(0, 8));
    tell("slow", key, verb, version);
  });
}

type Act = (key: string, verb: "set" | "delete", version: number | undefined) => void | Promise<void>;

function told(act: Act): EventHandler<Thing> {
  return {
    onAdd: ({ key, version }) => act(key, "set", Number(version)),
    onUpdate: (_, { key, version }) => act(key, "set", Number(version)),
    onDelete: ({ key, last, finalStateUnknown }) =>
      act(key, "delete", finalStateUnknown || !last ? undefined : Number(last.version)),
  };
}

function tell(handler: string, key: string, verb: "set" | "delete", version: number | undefined): void {
  const { instance } = plan;
  journal.write({ is: "told", instance, handler, key, verb, ...(version !== undefined && { version }) });
}

async function caughtUp(
  informer: SharedInformer<Thing>,
  registrations: readonly HandlerRegistration[],
): Promise<void> {
  const version = await versionAt(plan.url);
  while (informer.lastVersion !== version || registrations.some(({ backlog }) => backlog > 0)) {
    await sleep(systemClock, 5);
  }
}

function notice(text: string): void {
  writeSync(1, `${text}\n`);
}

/** What a source may do to us is no fault; everything else is, and the parent is to see it. */
function failed(error: unknown): void {
  if (error instanceof SourceError || isOfHttp(error)) return;
  writeSync(2, `${inspect(error)}\n`);
  process.exit(1);
}

function isOfHttp(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(ECONN|ERR_STREAM|EPIPE)/.test(String(error.code));
}
