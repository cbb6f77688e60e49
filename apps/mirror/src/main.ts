#!/usr/bin/env node
import { Controller, every, forObjects, informerPart, not, Runner } from "@workset/controller";
import { DurableQueue } from "@workset/durable";
import { SharedInformer } from "@workset/informer";
import { entryMeta, folderSource } from "@workset/informer-folder";
import { exponential } from "@workset/rate-limiters";
import { disagreements, isAsAskedFor } from "./as-asked-for.ts";
import { orRefuse, readCommandLine } from "./cli.ts";
import { openFolders } from "./folders.ts";
import { keepEqual, makeEqual } from "./keep-equal.ts";
import { metricsOn } from "./metrics.ts";
import { openStore } from "./open-store.ts";
import { reconcile } from "./reconcile.ts";
import { Report } from "./report.ts";
import { Rest } from "./rest.ts";
import { stopSignals } from "./stop-signals.ts";

const { once, json, workers: concurrency, metricsPort, ...places } = readCommandLine(process.argv);
const signal = stopSignals();
const folders = await orRefuse(() => openFolders(places.from, places.to));
const report = new Report({ json, once });
const { metrics, serve } = await metricsOn(metricsPort);
await using store = await orRefuse(() => openStore(folders, places));
const limiter = exponential({ baseMs: 10, maxMs: 10_000 });
const onError = report.stateFailed;
await using queue = await DurableQueue.open({ store, name: "mirror", limiter, onError, ...metrics });

// Two caches: what is asked for, and what there is.
const { watchFailed, sourceFailed } = report;
const meta = entryMeta;
const look = { folders: true, others: true, gatherMs: 100, ignore: folders.to.isDraft, onError: watchFailed };
const from = folderSource(folders.from, look);
const asked = new SharedInformer({ source: from, name: "source", meta, onError: sourceFailed, ...metrics });
const to = folderSource(folders.to.root, look);
const found = new SharedInformer({ source: to, name: "target", meta, onError: watchFailed, ...metrics });

// A path that changed on either side needs work, unless both sides agree on it already.
const sources = [
  forObjects(asked, { ...meta, name: "source" }),
  forObjects(found, { ...meta, name: "target", predicates: [not(isAsAskedFor(asked.cache))] }),
  every(30_000, () => disagreements(asked.cache, found.cache)),
];
const rest = new Rest(queue);
const controller = new Controller({
  name: "mirror",
  queue,
  sources,
  reconcile: async ({ key, signal }) => report.done(key, await reconcile(folders, key, signal)),
  concurrency,
  observers: [report, rest],
  syncTimeoutMs: Infinity,
  ...(once && { maxRetries: 8 }),
  ...metrics,
});
const parts = [informerPart("source", asked), informerPart("target", found), controller];
const runner = new Runner({ parts, signal, stop: { finish: "ready", deadlineMs: 5000, graceMs: 500 } });
await using page = await orRefuse(() => serve(runner));

report.starting(folders, page?.url);
report.recovered(queue.recovery.recovered, await queue.stats());
const course = { runner, folders, target: to, queue, rest, report };
const isEqual = once ? await makeEqual(course, signal) : await keepEqual(course, signal);
report.ended(await runner.stop(), isEqual);
process.exitCode = isEqual === false ? 1 : 0;
// A call that the system never answers keeps nobody here.
setTimeout(() => process.exit(), 1000).unref();
