#!/usr/bin/env node
import { Controller, forObjects, interval, not, Runner } from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { SharedInformer } from "@workset/informer";
import { entryMeta, folderSource } from "@workset/informer-folder";
import { exponential } from "@workset/rate-limiters";
import { leave, stopSignals } from "./cli/signals.ts";
import { IdleWaiter } from "./idle-waiter.ts";
import { isInSync, outOfSync } from "./in-sync.ts";
import { sizeOf } from "./fs/spares.ts";
import { keepEqual, makeEqual } from "./passes.ts";
import { prepare } from "./prepare.ts";
import { reconcile } from "./reconcile.ts";

const signal = stopSignals();
const { once, workers, folders, report, record, metrics, ...prepared } = await prepare(process.argv, signal);
await using _opened = prepared.opened;
await using store = prepared.store;
const limiter = exponential({ baseMs: 10, maxMs: 10_000 });
const onError = report.stateFailed;
await using queue = await DurableQueue.open({ store, name: "mirror", limiter, onError, ...metrics });

// Two caches: the desired state and the actual state.
const look = { folders: true, others: true, watchers: !once, gatherMs: 100 };
const from = folderSource(folders.from, { ...look, ...folders.sourceOptions, onError: report.watchFailed });
const to = folderSource(folders.to, { ...look, ...folders.targetOptions, onError: report.targetFailed });
const entries = { meta: entryMeta, indexes: { size: sizeOf }, ...metrics };
const wanted = new SharedInformer({ source: from, name: "from", onError: report.sourceFailed, ...entries });
const found = new SharedInformer({ source: to, name: "to", onError: report.targetFailed, ...entries });

// A path needs work when it changes on either side, unless both sides agree.
const inSync = isInSync(wanted.cache);
folders.filesOfSize = (size) => found.cache.byIndex("size", size).map(({ path }) => path);
const idle = new IdleWaiter(queue);
const controller = new Controller({
  name: "mirror",
  queue,
  sources: [
    forObjects(wanted, { name: "from" }),
    forObjects(found, { name: "to", predicates: [not(inSync)] }),
    interval(30_000, () => outOfSync(wanted.cache, found.cache)),
  ],
  reconcile: async ({ key, signal, attempt }) =>
    report.done(key, await reconcile(folders, key, signal, attempt - 1)),
  concurrency: workers,
  observers: [report, idle],
  syncTimeoutMs: Infinity,
  ...(once && { maxRetries: 8 }),
  ...metrics,
});

const components = [[wanted, found], controller];
const runner = new Runner({ components, signal, stop: { finish: "ready", deadlineMs: 5000, graceMs: 500 } });
await using page = await prepared.serve(runner);
report.starting(folders, queue.recovery.recovered, await queue.stats(), page?.url);
const context = { runner, folders, target: to, queue, idle, record, report };
const isEqual = once ? await makeEqual(context, signal) : await keepEqual(context, signal);
report.ended(await runner.stop(), isEqual);
leave(isEqual === false ? 1 : 0);
