#!/usr/bin/env node
import { Controller, interval, forObjects, not, Runner } from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { SharedInformer } from "@workset/informer";
import { entryMeta, folderSource } from "@workset/informer-folder";
import { exponential } from "@workset/rate-limiters";
import { disagreements, isAsAskedFor } from "./as-asked-for.ts";
import { keepEqual, makeEqual } from "./keep-equal.ts";
import { prepare } from "./prepare.ts";
import { reconcile } from "./reconcile.ts";
import { Rest } from "./rest.ts";
import { leave, stopSignals } from "./signals.ts";

const signal = stopSignals();
const { once, workers, folders, report, metrics, ...opened } = await prepare(process.argv);
await using store = opened.store;
const limiter = exponential({ baseMs: 10, maxMs: 10_000 });
const onError = report.stateFailed;
await using queue = await DurableQueue.open({ store, name: "mirror", limiter, onError, ...metrics });

// Two caches: what is asked for, and what there is.
const look = { folders: true, others: true, watchers: !once, gatherMs: 100, onError: report.watchFailed };
const from = folderSource(folders.from, look);
const to = folderSource(folders.to.root, { ...look, ignore: folders.to.isDraft });
const entries = { meta: entryMeta, ...metrics };
const asked = new SharedInformer({ source: from, name: "from", onError: report.sourceFailed, ...entries });
const found = new SharedInformer({ source: to, name: "to", onError: report.watchFailed, ...entries });

// A path needs work when something changes there on either side, unless both agree by then.
const agree = isAsAskedFor(asked.cache);
const rest = new Rest(queue);
const controller = new Controller({
  name: "mirror",
  queue,
  sources: [
    forObjects(asked, { ...entryMeta, name: "from" }),
    forObjects(found, { ...entryMeta, name: "to", predicates: [not(agree)] }),
    interval(30_000, () => disagreements(asked.cache, found.cache)),
  ],
  reconcile: async ({ key, signal }) => report.done(key, await reconcile(folders, key, signal)),
  concurrency: workers,
  observers: [report, rest],
  syncTimeoutMs: Infinity,
  ...(once && { maxRetries: 8 }),
  ...metrics,
});

const components = [[asked, found], controller];
const runner = new Runner({ components, signal, stop: { finish: "ready", deadlineMs: 5000, graceMs: 500 } });
await using page = await opened.serve(runner);
report.starting(folders, queue.recovery.recovered, await queue.stats(), page?.url);
const course = { runner, folders, target: to, queue, rest, report };
const isEqual = once ? await makeEqual(course, signal) : await keepEqual(course, signal);
report.ended(await runner.stop(), isEqual);
leave(isEqual === false ? 1 : 0);
