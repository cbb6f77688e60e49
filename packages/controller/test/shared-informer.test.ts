import { ManualClock } from "@workset/clock";
import { Controller, forObjects, type ControllerError, ownedBy, Runner } from "@workset/controller";
import { FakeSource, kubernetesMeta, SharedInformer, SourceError } from "@workset/informer";
import { RateLimitingQueue } from "@workset/rate-limiters";
import { describe, expect, test } from "vitest";
import { startSource } from "./start-source.ts";
import { pod, type Pod } from "./fake-informer.ts";

const turn = (): Promise<void> => new Promise(setImmediate);

describe("a source over a shared informer", () => {
  test("enqueues the initial list all at once, and has synced when all of it is in the queue", async () => {
    const source = new FakeSource<Pod>({ meta: kubernetesMeta, stamp: (pod) => pod });
    for (let i = 0; i < 200; i++) source.add(pod(`pod-${i}`));
    await using pods = new SharedInformer<Pod>({ source });
    const committed = Promise.withResolvers<void>();
    const objects = forObjects(pods);
    const { items, synced: syncing } = startSource(objects, { enqueue: () => committed.promise });
    let synced = false;
    void syncing.then(() => (synced = true));
    for (let i = 0; i < 20; i++) await turn();
    expect([items.length, synced]).toEqual([200, false]);
    committed.resolve();
    await syncing;
    await objects.stop();
  });
});

describe("a controller over a shared informer", () => {
  test("reconciles objects that exist, change and are deleted, from a full cache", async () => {
    const clock = new ManualClock();
    const source = new FakeSource<Pod>({
      meta: kubernetesMeta,
      stamp: ({ metadata }, resourceVersion) => ({ metadata: { ...metadata, resourceVersion } }),
    });
    for (const name of ["a", "b"]) source.add(pod(name));
    const pods = new SharedInformer<Pod>({ source, clock });
    const seen: string[] = [];
    const controller = new Controller({
      name: "pods",
      queue: new RateLimitingQueue({ merge: true, clock }),
      sources: [
        forObjects(pods),
        ownedBy(pods, { ownerKeys: ({ metadata }) => (metadata.name === "c" ? ["shop/a"] : []) }),
      ],
      clock,
      reconcile: ({ key, priority }) => {
        seen.push(
          `${key} ${pods.cache.has(key) ? "is there" : "is gone"} of ${pods.cache.size}, ${priority}`,
        );
      },
    });
    await using runner = new Runner({ components: [pods, controller], clock });
    await runner.start();
    await turn();
    expect(seen.splice(0)).toEqual(["shop/a is there of 2, -100", "shop/b is there of 2, -100"]);
    source.modify(pod("a"));
    source.add(pod("c"));
    source.delete("shop/b");
    for (let i = 0; i < 5; i++) await turn();
    const last = new Map(seen.map((line) => [line.split(" ")[0], line]));
    expect([...last.values()].toSorted()).toEqual([
      "shop/a is there of 2, 0",
      "shop/b is gone of 2, 0",
      "shop/c is there of 2, 0",
    ]);
    expect(runner.readiness().ok).toBe(true);
    await runner.stop();
    expect(clock.pendingTimers).toBe(0);
  });
});

test("objects of any shape are enqueued by the informer's own key and version", async () => {
  interface Page {
    readonly url: string;
    readonly etag: string;
  }
  const meta = {
    keyOf: ({ url }: Page) => url,
    versionOf: ({ etag }: Page) => etag,
    withVersion: (page: Page, etag: string) => ({ ...page, etag }),
  };
  const source = new FakeSource<Page>({ meta, stamp: (page, etag) => ({ ...page, etag }) });
  source.add({ url: "/a", etag: "" });
  await using pages = new SharedInformer<Page>({ source, meta });
  const pageSource = forObjects(pages);
  const { items, synced } = startSource(pageSource);
  await synced;
  source.modify({ url: "/a", etag: "" });
  for (let n = 0; n < 5; n++) await turn();
  expect(items).toEqual([
    ["/a", -100],
    ["/a", 0],
  ]);
  await pageSource.stop();
});

test("a start over an informer that is refused names the informer's error, and since when", async () => {
  const clock = new ManualClock();
  const source = new FakeSource<Pod>({ meta: kubernetesMeta, stamp: (pod) => pod });
  const refused = new SourceError("refused", "pods is forbidden");
  const list = (): never => {
    throw refused;
  };
  const pods = new SharedInformer<Pod>({
    source: { list, watch: source.watch.bind(source) },
    clock,
    onError: () => {},
  });
  const controller = new Controller({
    name: "pods",
    queue: new RateLimitingQueue({ clock }),
    sources: [forObjects(pods, { name: "pods" })],
    syncTimeoutMs: 10_000,
    clock,
    reconcile: () => {},
  });
  const starting = controller.start().catch((error: unknown) => error);
  for (let n = 0; n < 50; n++) {
    await turn();
    clock.advance(200);
  }
  const error = (await starting) as ControllerError;
  expect(error).toMatchObject({ code: "sync-timeout", cause: refused });
  expect(error.message).toMatch(/waits for pods \(failing for \d+ s: pods is forbidden\)$/);
  await pods.stop();
});
