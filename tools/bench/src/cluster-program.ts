// A process that watches the ConfigMaps of a server, and says what that cost: `cluster-program.ts SUBJECT URL COUNT FILE`.
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { CachePersistence } from "@workset/informer";
import type { KubernetesObject } from "@workset/kubernetes";

/** What the parent reads; times in milliseconds from the first request, behind the loading of code. */
export interface ClusterCosts {
  /** Until the handler has received every object. */
  readonly listMs: number;
  /** From there until it has received as many changes. */
  readonly eventsMs: number;
  /** The same in processor time. */
  readonly listProcessorMs: number;
  readonly eventsProcessorMs: number;
  /** The most memory that the process ever held. */
  readonly peakBytes: number;
}

const [subject = "", url = "", countText = "", file = ""] = process.argv.slice(2);
const count = Number(countText);
const path = "/api/v1/configmaps";

/** Counts what a handler receives: every object once, and then as many changes. */
const received = { objects: 0, changes: 0 };
const all = { objects: Promise.withResolvers<void>(), changes: Promise.withResolvers<void>() };

function receive(what: "objects" | "changes", name: string | undefined): void {
  if (!name) throw new Error("an object has no name");
  if (++received[what] === count) all[what].resolve();
}

const subjects: Readonly<Record<string, () => Promise<() => void | Promise<void>>>> = {
  async raw() {
    return async () => {
      const list = JSON.parse(await bodyOf(await ask(path))) as { items: KubernetesObject[] };
      const objects = new Map<string, KubernetesObject>();
      for (const object of list.items) {
        objects.set(`${object.metadata!.namespace}/${object.metadata!.name}`, object);
        receive("objects", object.metadata?.name);
      }
      let text = "";
      const watch = await ask(`${path}?watch=true&resourceVersion=1`);
      watch.setEncoding("utf8").on("data", (chunk: string) => {
        const lines = (text + chunk).split("\n");
        text = lines.pop()!;
        for (const line of lines) {
          const { object } = JSON.parse(line) as { object: KubernetesObject };
          objects.set(`${object.metadata!.namespace}/${object.metadata!.name}`, object);
          receive("changes", object.metadata?.name);
        }
      });
    };
  },
  list: () => workset({ watchList: false }),
  "watch-list": () => workset({ watchList: true }),
  async restart() {
    const { openInformerCache } = await import("@workset/informer-sqlite");
    return await workset({ watchList: false, saved: await openInformerCache<KubernetesObject>(file) });
  },
  async "client-node"() {
    const { CoreV1Api, KubeConfig, makeInformer } = await import("@kubernetes/client-node");
    const config = new KubeConfig();
    config.loadFromClusterAndUser({ name: "bench", server: url, skipTLSVerify: true }, { name: "me" });
    const api = config.makeApiClient(CoreV1Api);
    const informer = makeInformer(config, path, () => api.listConfigMapForAllNamespaces());
    informer.on("add", ({ metadata }) => receive("objects", metadata?.name));
    informer.on("update", ({ metadata }) => receive("changes", metadata?.name));
    informer.on("error", (error) => {
      throw error;
    });
    return () => informer.start();
  },
};

async function workset(options: {
  readonly watchList: boolean;
  readonly saved?: CachePersistence<KubernetesObject>;
}): Promise<() => Promise<void>> {
  const { kubernetesClient, KubernetesInformers } = await import("@workset/kubernetes");
  const { nodeCluster } = await import("@workset/kubernetes/node");
  const client = kubernetesClient({ cluster: nodeCluster({ url }) });
  const { saved, watchList } = options;
  const informers = new KubernetesInformers({
    client,
    ...(saved && { savedCache: () => saved, clusterIdentity: "bench" }),
  });
  const informer = informers.informer(client.configMaps(), { reflector: { listByWatch: watchList } });
  informer.addHandler({
    onAdd: ({ metadata }) => receive("objects", metadata?.name),
    onUpdate: (_before, { metadata }) => receive("changes", metadata?.name),
  });
  return () => informers.start();
}

async function ask(pathAndQuery: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url + pathAndQuery), "response")) as [IncomingMessage];
  return response;
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

const start = await subjects[subject]!();
const since = performance.now();
const before = process.cpuUsage();
await start();
await all.objects.promise;
const listedAt = performance.now();
const list = process.cpuUsage(before);
await ask("/change");
await all.changes.promise;
const both = process.cpuUsage(before);
const costs: ClusterCosts = {
  listMs: listedAt - since,
  eventsMs: performance.now() - listedAt,
  listProcessorMs: (list.user + list.system) / 1000,
  eventsProcessorMs: (both.user - list.user + both.system - list.system) / 1000,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(costs));
process.exit();
