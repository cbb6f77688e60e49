// A process that watches a source over HTTP, reads one object, and says how long that took, how long it took until the
// handler received all, and how much memory it holds then: `first-read.ts SUBJECT URL FILE KEY`.
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import {
  kubernetesMeta,
  SharedInformer,
  type ListPage,
  type ListWatch,
  type WatchEvent,
} from "@workset/informer";
import { openInformerCache } from "@workset/informer-sqlite";
import type { BenchObject } from "./objects.ts";

/** What the parent reads; times in milliseconds from the first line of work, behind the loading of code. */
export interface FirstRead {
  readonly readMs: number;
  readonly receivedMs: number;
  readonly rss: number;
}

const [subject = "", url = "", file = "", key = ""] = process.argv.slice(2);
const since = performance.now();

const source: ListWatch<BenchObject> = {
  async list({ signal }) {
    return JSON.parse(await bodyOf(await ask("list", signal))) as ListPage<BenchObject>;
  },
  async watch({ signal }) {
    const response = await ask("watch", signal);
    return eventsOf(response);
  },
};

const subjects: Readonly<Record<string, () => Promise<void>>> = {
  async raw() {
    const { items } = JSON.parse(await bodyOf(await ask("list"))) as ListPage<BenchObject>;
    const objects = new Map(items.map((object) => [kubernetesMeta.keyOf(object), object]));
    const readMs = timeToRead(objects.get(key));
    let received = 0;
    for (const object of objects.values()) received += object.metadata.name.length > 0 ? 1 : 0;
    tell(readMs, received);
  },
  async list() {
    await using informer = new SharedInformer<BenchObject>({ source, reflector: { pageSize: 0 } });
    await watched(informer, () => informer.synced());
  },
  async restart() {
    await using cache = await openInformerCache<BenchObject>(file);
    await using informer = new SharedInformer<BenchObject>({ source, persistence: cache });
    await watched(informer, async () => {});
  },
};

async function watched(informer: SharedInformer<BenchObject>, served: () => Promise<void>): Promise<void> {
  let received = 0;
  const handler = informer.addHandler({
    onAdd: ({ metadata }) => void (received += metadata.name.length > 0 ? 1 : 0),
  });
  await informer.start();
  await served();
  const readMs = timeToRead(informer.cache.getByKey(key));
  await handler.synced();
  tell(readMs, received);
}

function timeToRead(object: BenchObject | undefined): number {
  if (!object) throw new Error(`there is no ${key}`);
  return performance.now() - since;
}

function tell(readMs: number, received: number): void {
  const said: FirstRead = { readMs, receivedMs: performance.now() - since, rss: process.memoryUsage().rss };
  console.log(JSON.stringify({ ...said, received }));
}

async function ask(path: string, signal?: AbortSignal): Promise<IncomingMessage> {
  const [response] = (await once(get(`${url}/${path}`, { ...(signal && { signal }) }), "response")) as [
    IncomingMessage,
  ];
  return response;
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

// eslint-disable-next-line require-yield -- nothing happens in this world
async function* eventsOf(
  response: IncomingMessage,
): AsyncGenerator<WatchEvent<BenchObject>, void, undefined> {
  await once(response.resume(), "close");
}

await subjects[subject]!();
process.exit();
