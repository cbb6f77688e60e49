import { ManualClock } from "@workset/clock";
import { applicable, checkClause, sourceClauses, type SourceHarness } from "@workset/contract";
import {
  isAlreadyExists,
  kubernetesClient,
  resourceType,
  type Cluster,
  type KubernetesObject,
} from "@workset/kubernetes";
import { nodeCluster } from "@workset/kubernetes/node";
import { startApiServer, type ApiServer } from "@workset/kubernetes-testing";
import { describe, expect, test } from "vitest";
import { errorLine, TappedFetch } from "./tapped-fetch.ts";

interface Numbered extends KubernetesObject {
  readonly data?: { readonly value: string };
}

const configMaps = resourceType<Numbered>({
  group: "",
  version: "v1",
  resource: "configmaps",
  kind: "ConfigMap",
});
const capabilities = [
  "pages",
  "bookmarks",
  "initial-events",
  "object-versions",
  "ends",
  "resets",
  "fails",
] as const;
const bookmarkMs = 60_000;

interface Reached extends Disposable {
  readonly cluster: Cluster;
}

/** ConfigMaps of one namespace, whose value is a number. */
async function clusterHarness(
  reach: (server: ApiServer) => Promise<Reached>,
): Promise<SourceHarness<Numbered>> {
  const clock = new ManualClock({ wallAt: Date.UTC(2026, 0) });
  const server = await startApiServer({ clock, bookmarkMs });
  const reached = await reach(server);
  const tap = new TappedFetch(reached.cluster.fetch);
  const client = kubernetesClient({ cluster: { ...reached.cluster, fetch: tap.fetch }, retries: 0 });
  const objects = client.resource(configMaps, "default");
  /** What the server wrote before an answer has come before it. */
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 3; round++) {
      await client.leases("default").list();
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  /** Forgets all versions but the newest. */
  const compact = async (): Promise<void> => {
    await client.leases("default").create({ metadata: { generateName: "newer-" } });
    server.compact();
  };
  return {
    capabilities,
    source: objects.listWatch(),
    settle,
    read: ({ metadata, data }) => ({
      name: metadata!.name!,
      value: Number(data?.value),
      version: metadata!.resourceVersion!,
    }),
    async put(name, value) {
      const object = { metadata: { name }, data: { value: String(value) } };
      await objects.create(object).catch(async (error: unknown) => {
        if (!isAlreadyExists(error)) throw error;
        await objects.patch(name, object);
      });
    },
    remove: async (name) => void (await objects.delete(name)),
    async oldVersion() {
      await compact();
      return "1";
    },
    openWatches: () => tap.watches.size,
    bookmark: async () => clock.advance(bookmarkMs),
    async endWatches() {
      await settle();
      for (const watch of tap.watches) watch.end();
    },
    async reset() {
      await settle();
      for (const watch of tap.watches) watch.inject(errorLine(410, "Expired"));
    },
    expirePages: compact,
    failNextList: async () => tap.answerNext(() => new Response("no", { status: 500 })),
    async [Symbol.asyncDispose]() {
      reached[Symbol.dispose]();
      await server.close();
    },
  };
}

const ways: Readonly<Record<string, (server: ApiServer) => Promise<Reached>>> = {
  "without a socket": async ({ fetch }) => ({
    cluster: { url: "http://server.test", fetch },
    [Symbol.dispose]() {},
  }),
  async "over HTTP"(server) {
    const { url } = await server.listen();
    const cluster = nodeCluster({ url });
    return { cluster, [Symbol.dispose]: () => cluster[Symbol.dispose]() };
  },
};

describe.each(Object.entries(ways))(
  "a cluster that is reached %s keeps the contract of sources",
  (_, reach) => {
    const { held, skipped } = applicable(sourceClauses, capabilities);
    for (const clause of held) {
      test(clause.title, async () => {
        expect(await checkClause(clause, () => clusterHarness(reach))).toBe("kept");
      });
    }

    test("all of it", () => {
      expect(skipped).toEqual([]);
    });
  },
);
