import { labelSelector, MemoryPersistence } from "@workset/informer";
import {
  kubernetesClient,
  KubernetesInformers,
  OtherClusterError,
  type KubernetesInformersOptions,
  type KubernetesObject,
} from "@workset/kubernetes";
import { ManualClock } from "@workset/clock";
import { describe, expect, test } from "vitest";
import { TinyApi } from "./tiny-api.ts";

function over(api: TinyApi, more: Partial<KubernetesInformersOptions> = {}) {
  const client = kubernetesClient({ cluster: api.cluster });
  return { client, informers: new KubernetesInformers({ client, ...more }) };
}

/** Lets promises that are ready go on. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("the informers of a cluster", () => {
  test("hold what the server has, and follow it", async () => {
    const api = new TinyApi();
    api.put("a", { data: { x: "1" } });
    const { client, informers } = over(api);
    await using _ = informers;
    const told: string[] = [];
    const maps = informers.informer(client.configMaps());
    maps.addHandler({
      onAdd: ({ metadata }) => void told.push(`added ${metadata?.name}`),
      onUpdate: (_before, { metadata }) => void told.push(`updated ${metadata?.name}`),
      onDelete: ({ key }) => void told.push(`deleted ${key}`),
    });
    await informers.start();
    await informers.synced();
    await turns();
    api.put("b");
    api.put("a");
    api.remove("b");
    await turns();
    expect(told).toEqual(["added a", "added b", "updated a", "deleted shop/b"]);
    expect(maps.cache.getByKey("shop/a")).toMatchObject({ kind: "ConfigMap", apiVersion: "v1" });
  });

  test("are one for all who ask for the same, and several for what differs", () => {
    const { client, informers } = over(new TinyApi());
    const all = informers.informer(client.configMaps());
    expect(informers.informer(client.configMaps())).toBe(all);
    expect(informers.informer(client.dynamic({ group: "", version: "v1", resource: "configmaps" }))).toBe(
      all,
    );
    informers.informer(client.configMaps("shop"));
    informers.informer(client.configMaps(), { labelSelector: "a=b" });
    informers.metadataInformer(client.configMaps());
    informers.informer(client.deployments());
    expect(informers.names).toEqual([
      "configmaps/v1",
      "configmaps/v1@shop",
      "configmaps/v1 labelSelector=a=b",
      "configmaps/v1 metadata",
      "deployments.apps/v1",
    ]);
  });

  test("list by namespace, name and labels, and by indexes that were added", async () => {
    const api = new TinyApi();
    api.put("a", { data: { team: "x" } }, { labels: { app: "web" } });
    api.put("b", { data: { team: "y" } });
    const { client, informers } = over(api);
    await using _ = informers;
    const maps = informers.lister(client.configMaps());
    const indexes = {
      team: (object: KubernetesObject) => [(object as { data: { team: string } }).data.team],
    };
    const byTeam = informers.informer(client.configMaps(), { indexes });
    await informers.start();
    await informers.synced();
    const names = (objects: readonly KubernetesObject[]) => objects.map(({ metadata }) => metadata?.name);
    expect(names(maps.byNamespace("shop").list())).toEqual(["a", "b"]);
    expect(names(maps.list(labelSelector("app=web")))).toEqual(["a"]);
    expect(maps.byNamespace("shop").get("b")?.metadata?.name).toBe("b");
    expect(names(maps.byNamespace("other").list())).toEqual([]);
    expect(names(byTeam.cache.byIndex("team", "y"))).toEqual(["b"]);
  });

  test("hold no managedFields, unless that is wanted", async () => {
    for (const keepManagedFields of [false, true]) {
      const api = new TinyApi();
      api.put("a");
      const { client, informers } = over(api, { keepManagedFields });
      await using _ = informers;
      const seen: (string | undefined)[] = [];
      const transform = <T extends KubernetesObject>(object: T): T => {
        seen.push(Object.keys(object.metadata!).at(-1));
        return object;
      };
      const { cache } = informers.informer(client.configMaps(), { transform });
      await informers.start();
      await informers.synced();
      api.put("b");
      await turns();
      const last = keepManagedFields ? "managedFields" : "resourceVersion";
      expect(cache.list().map(({ metadata }) => Object.keys(metadata!).at(-1))).toEqual([last, last]);
      expect(seen).toEqual([last, last]);
    }
  });

  test("of metadata alone ask for no more", async () => {
    const api = new TinyApi();
    api.put("a");
    const { client, informers } = over(api);
    await using _ = informers;
    const { cache } = informers.metadataInformer(client.configMaps());
    await informers.start();
    await informers.synced();
    expect(cache.list()[0]).toMatchObject({ kind: "PartialObjectMetadata" });
  });
});

describe("a saved cache", () => {
  /** Runs informers until what they hold is saved; what is left on the disk. */
  async function runOnce(
    api: TinyApi,
    before?: MemoryPersistence<KubernetesObject>,
    during?: () => Promise<void>,
  ) {
    const disk = new MemoryPersistence<KubernetesObject>(before);
    const { client, informers } = over(api, { savedCache: () => disk });
    const told: string[] = [];
    informers.informer(client.configMaps()).addHandler({
      onAdd: ({ metadata }) => void told.push(`added ${metadata?.name}`),
      onUpdate: (_before, { metadata }) => void told.push(`updated ${metadata?.name}`),
      onDelete: ({ key, finalStateUnknown }) =>
        void told.push(`deleted ${key}${finalStateUnknown ? "?" : ""}`),
    });
    try {
      await informers.start();
      await informers.synced();
      await during?.();
      await turns();
    } finally {
      await informers.stop();
    }
    return { disk, told };
  }

  test("is resumed by a watch from where it was, without a list of everything", async () => {
    const api = new TinyApi();
    api.put("a");
    const { disk } = await runOnce(api);
    api.put("b");
    api.remove("a");
    api.asked.length = 0;
    const { told } = await runOnce(api, disk);
    expect(told).toEqual(["added a", "added b", "deleted shop/a"]);
    expect(api.asked).toEqual([
      "get /api/v1/namespaces/kube-system",
      "get /api/v1/configmaps from 101",
      "watch /api/v1/configmaps from 101",
    ]);
  });

  test("of another cluster is refused, and nothing is told from it", async () => {
    const api = new TinyApi();
    api.put("a");
    const { disk } = await runOnce(api);
    const other = new TinyApi({ uid: "cluster-2" });
    const refused = await runOnce(other, disk).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(OtherClusterError);
    expect(refused).toMatchObject({
      code: "other-cluster",
      message: expect.stringMatching(
        /configmaps\/v1 is of the cluster cluster-1, but this is the cluster cluster-2: delete/,
      ),
    });
    expect(other.asked).toEqual(["get /api/v1/namespaces/kube-system"]);
  });

  test("that says nothing of its cluster is refused", async () => {
    const before = new MemoryPersistence<KubernetesObject>();
    await before.save(
      [{ type: "added", key: "shop/x", object: { metadata: { name: "x", namespace: "shop" } } }],
      "5",
    );
    await before[Symbol.asyncDispose]();
    await expect(runOnce(new TinyApi(), before)).rejects.toThrow(/no known cluster/);
  });

  test("that is ahead of a server that was restored from a backup is listed anew", async () => {
    const api = new TinyApi();
    api.put("a");
    api.put("lost");
    const { disk } = await runOnce(api);
    const restored = new TinyApi({ version: 50 });
    restored.put("a");
    const { told } = await runOnce(restored, disk);
    expect(told).toEqual(["added a", "added lost", "deleted shop/lost?", "updated a"]);
  });

  test("waits until the server says which cluster it is", async () => {
    const clock = new ManualClock();
    const api = new TinyApi();
    api.put("a");
    let down = 2;
    api.refuses = () => (down-- > 0 ? 503 : undefined);
    const failures: unknown[] = [];
    const disk = new MemoryPersistence<KubernetesObject>();
    const client = kubernetesClient({ cluster: api.cluster });
    await using informers = new KubernetesInformers({
      client,
      clock,
      savedCache: () => disk,
      onError: (_error, failure) => failures.push(failure),
    });
    const { cache } = informers.informer(client.configMaps());
    const started = informers.start();
    for (let failure = 1; failure <= 2; failure++) {
      await turns();
      expect(failures).toHaveLength(failure);
      clock.advance(10_000);
    }
    await started;
    await informers.synced();
    expect(cache.list()).toHaveLength(1);
  });

  test("says what to do when the caller may not ask which cluster it is", async () => {
    const api = new TinyApi();
    api.refuses = (path) => (path.endsWith("kube-system") ? 403 : undefined);
    await expect(runOnce(api)).rejects.toThrow(/grant "get" on it, or give the option clusterIdentity/);
    const client = kubernetesClient({ cluster: api.cluster });
    await using informers = new KubernetesInformers({
      client,
      clusterIdentity: "mine",
      savedCache: () => new MemoryPersistence(),
    });
    informers.informer(client.configMaps());
    await informers.start();
    await informers.synced();
  });

  test("ends the wait with the signal's reason, or with the stop", async () => {
    const api = new TinyApi();
    api.refuses = () => 503;
    const client = kubernetesClient({ cluster: api.cluster });
    const make = () => new KubernetesInformers({ client, savedCache: () => new MemoryPersistence() });
    const first = make();
    first.informer(client.configMaps());
    const stop = new AbortController();
    const started = first.start(stop.signal).catch((error: unknown) => error);
    const reason = new Error("enough");
    stop.abort(reason);
    expect(await started).toBe(reason);
    await first.stop();
    const second = make();
    second.informer(client.configMaps());
    const waiting = second.start().catch((error: unknown) => error);
    await second.stop();
    expect(await waiting).toMatchObject({ message: "the informers were stopped" });
  });
});
