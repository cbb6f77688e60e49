#!/usr/bin/env node
import { DurableQueue } from "@workset/durable";
import { exponential } from "@workset/rate-limiters";
import { orRefuse, readCommandLine } from "./cli.ts";
import { drain } from "./drain.ts";
import { openFolders } from "./folders.ts";
import { keepEqual } from "./keep-equal.ts";
import { makeEqual } from "./make-equal.ts";
import { openStore } from "./open-store.ts";
import type { PathKey } from "./path-key.ts";
import { reconcile } from "./reconcile.ts";
import { Report } from "./report.ts";
import { servePage } from "./serve-page.ts";
import { stopSignals } from "./stop-signals.ts";
import { Workers } from "./workers.ts";

/** How often a key is tried again with `--once`: after 10 ms, after 20 ms and so on. Without, as long as it takes. */
const retriesOnce = 8;

const { from, to, once, json, workers: count, metricsPort, ...state } = readCommandLine(process.argv);
const stop = stopSignals();
const folders = await orRefuse(() => openFolders(from, to));
await using page = metricsPort === undefined ? undefined : await orRefuse(() => servePage(metricsPort));
await using store = await orRefuse(() => openStore(folders, state));
const report = new Report({ json, once });
await using queue = await DurableQueue.open({
  store,
  name: "mirror",
  limiter: exponential({ baseMs: 10, maxMs: 10_000 }),
  ...(page && { metrics: page.provider }),
  onError: (error) => report.stateFailed(error),
});
const cutShort = new AbortController();
const workers = new Workers(queue, count, handle, cutShort.signal);

async function handle(key: PathKey): Promise<void> {
  try {
    const done = await reconcile(folders, key, cutShort.signal);
    await Promise.all([queue.forget(key), queue.addAll(done.next)]);
    report.done(key, done);
  } catch (error) {
    const isLast = once && (await queue.numRequeues(key)) >= retriesOnce;
    const isRetried = !isLast && (await queue.addRateLimited(key)) !== "dropped";
    report.failed(key, error, isRetried);
  }
}

report.started(folders, page?.url);
report.recovered(queue.recovery.recovered, await queue.stats());
let isEqual: boolean | undefined;
if (once) isEqual = await makeEqual({ folders, queue, workers }, stop);
else await keepEqual({ folders, queue, workers, report }, stop);

if (stop.aborted) report.stopping();
report.ended(await drain(queue, workers, cutShort, { drainMs: 5000, graceMs: 500 }), isEqual);
process.exitCode = isEqual === false ? 1 : 0;
// A call that the system never answers keeps nobody here.
setTimeout(() => process.exit(), 1000).unref();
