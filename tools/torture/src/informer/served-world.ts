import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FakeSource, SourceError } from "@workset/informer";
import type { Random } from "kit";
import { thingMeta, type Thing } from "./thing.ts";

/** The number of keys that are changed over and over. */
const usual = 60;
/** The number of keys that come and go at once now and then, so that a save is large. */
const flood = 1_500;

/** A world that changes at random, and is served on loopback for lists and watches. */
export class ServedWorld implements AsyncDisposable {
  readonly url: string;
  readonly source: FakeSource<Thing>;
  readonly #server: Server;
  readonly #random: Random;
  /** Everything that has happened: at each version, the key that was set, or deleted. */
  readonly #log: { readonly version: number; readonly key: string; readonly gone: boolean }[] = [];
  #floods = 0;

  private constructor(server: Server, source: FakeSource<Thing>, random: Random) {
    this.#server = server;
    this.source = source;
    this.#random = random;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(random: Random): Promise<ServedWorld> {
    const source = new FakeSource<Thing>({
      meta: thingMeta,
      stamp: ({ key }, version) => ({ key, version }),
      history: 2_000,
    });
    const server = createServer((request, response) => void answer(source, request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const world = new ServedWorld(server, source, random);
    for (let n = 0; n < usual / 2; n++) world.#set(`key-${n}`);
    return world;
  }

  /** Changes something. */
  change(): void {
    const random = this.#random;
    const key = `key-${random.int(usual)}`;
    const present = this.source.get(key) !== undefined;
    if (random.chance(0.002)) this.#flood();
    else if (random.chance(0.01)) this.source.closeWatches();
    else if (random.chance(0.02)) this.source.bookmark();
    else if (present && random.chance(0.45)) this.#delete(key);
    else this.#set(key);
  }

  /** Forgets what has happened: who was away has to list. */
  forget(): void {
    this.source.compact();
  }

  /** The versions of the objects as they were at this version of the world. */
  at(version: number): ReadonlyMap<string, number> {
    const objects = new Map<string, number>();
    for (const event of this.#log) {
      if (event.version > version) break;
      if (event.gone) objects.delete(event.key);
      else objects.set(event.key, event.version);
    }
    return objects;
  }

  #set(key: string): void {
    this.#log.push({ version: Number(this.source.set({ key, version: "" }).version), key, gone: false });
  }

  #delete(key: string): void {
    this.#log.push({ version: Number(this.source.delete(key).version), key, gone: true });
  }

  #flood(): void {
    for (let n = 0; n < flood; n++) {
      const key = `flood-${n}`;
      if (this.#floods % 2 === 0) this.#set(key);
      else this.#delete(key);
    }
    this.#floods++;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.source.closeWatches();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

async function answer(
  source: FakeSource<Thing>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url!, "http://localhost");
  const version = url.searchParams.get("version") ?? "";
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const { signal } = gone;
  try {
    if (url.pathname === "/version") response.end(source.version);
    else if (url.pathname === "/list") {
      response.end(JSON.stringify(await source.list({ version, signal })));
    } else {
      const events = await source.watch({ version, bookmarks: true, signal });
      response.flushHeaders();
      for await (const event of events) {
        const { error, ...plain } = { error: undefined, ...event };
        response.write(
          `${JSON.stringify({ ...plain, ...(error !== undefined && { code: codeOf(error) }) })}\n`,
        );
      }
      response.end();
    }
  } catch (error) {
    response.statusCode = 500;
    response.end(codeOf(error));
  }
}

function codeOf(error: unknown): string {
  return error instanceof SourceError ? error.code : "other";
}
