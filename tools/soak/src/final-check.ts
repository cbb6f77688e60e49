import { DurableQueue } from "@workset/durable";
import { openInformerCache } from "@workset/informer-sqlite";
import { SqliteStore } from "@workset/store-sqlite";
import { filesIn } from "./resources.ts";
import type { SoakApp } from "./soak-app.ts";
import type { Thing } from "./object.ts";

const restWithinMs = 30_000;

/** After the source has stopped: everything becomes idle, the cache equals the source, and every key was handled after its last change. */
export async function checkFinalState(app: SoakApp): Promise<void> {
  const { env, informer, ledgers, resources, line } = app;
  const { faults, world } = env;
  app.stopFailing();
  if (!(await app.becomesIdle(restWithinMs, { waiting: true }))) {
    const stats = { durable: await resources.queue.stats(), line: line.stats() };
    const versions = `the cache is at ${informer.lastVersion}, the world at ${world.source.version}`;
    faults.add(`it did not become idle within ${restWithinMs} ms: ${JSON.stringify(stats)}; ${versions}`);
  }
  const { objects } = world.source;
  compare("the cache", informer.cache.list(), objects, faults.add);
  const indexed = informer.cache.indexValues("node").flatMap((node) => informer.cache.byIndex("node", node));
  compare("the index", indexed, objects, faults.add);
  for (const ledger of ledgers) ledger.checkFinalState(objects);
}

/** After the app has stopped: its files hold what the app held, and no key is processing. */
export async function inspectFiles({ env }: SoakApp): Promise<void> {
  const { folder, world, faults } = env;
  const files = filesIn(folder);
  await using cache = await openInformerCache<Thing>(files.cache);
  const { objects, version } = cache.load();
  const saved = Array.from(objects, ([, object]) => object());
  compare("the cache in its file", saved, world.source.objects, faults.add);
  if (version !== world.source.version) {
    faults.add(`the file of the cache is at ${version}, the world at ${world.source.version}`);
  }
  await using store = await SqliteStore.open(files.store);
  await using queue = await DurableQueue.open({ store, name: "things" });
  const { ready, processing, waiting } = await queue.stats();
  if (queue.recovery.recovered + ready + processing + waiting > 0) {
    faults.add(
      `the store holds ${JSON.stringify({ ...queue.recovery, ready, processing, waiting })} after a clean end`,
    );
  }
}

function compare(
  what: string,
  found: readonly Thing[],
  expected: readonly Thing[],
  fault: (says: string) => void,
): void {
  const versions = new Map(found.map(({ name, version }) => [name, version]));
  const wrong = expected.filter(({ name, version }) => versions.get(name) !== version);
  if (wrong.length === 0 && found.length === expected.length) return;
  const names = wrong.slice(0, 3).map(({ name }) => name);
  fault(
    `${what} holds ${found.length} objects, the world ${expected.length}; ${wrong.length} differ: ${names.join(", ")}`,
  );
}
