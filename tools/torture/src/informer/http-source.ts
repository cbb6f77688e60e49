import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import {
  SourceError,
  type ListPage,
  type ListWatch,
  type SourceErrorCode,
  type WatchEvent,
} from "@workset/informer";
import type { Thing } from "./thing.ts";

/** An event as it is on the wire. */
type WireEvent = WatchEvent<Thing> & { readonly code?: SourceErrorCode };

/** The world that is served at this address. */
export function httpSource(url: string): ListWatch<Thing> {
  return {
    async list({ version, signal }) {
      const response = await ask(`${url}/list?version=${version}`, signal);
      return JSON.parse(await bodyOf(response)) as ListPage<Thing>;
    },
    async watch({ version, signal }) {
      return eventsIn(await ask(`${url}/watch?version=${version}`, signal));
    },
  };
}

/** The version to which the world has come. */
export async function versionAt(url: string): Promise<string> {
  return bodyOf(await ask(`${url}/version`));
}

async function ask(url: string, signal?: AbortSignal): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { ...(signal && { signal }) }), "response")) as [IncomingMessage];
  if (response.statusCode === 200) return response;
  throw new SourceError((await bodyOf(response)) as SourceErrorCode, "the source refused");
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let body = "";
  for await (const text of response.setEncoding("utf8")) body += String(text);
  return body;
}

async function* eventsIn(response: IncomingMessage): AsyncGenerator<WatchEvent<Thing>, void, undefined> {
  for await (const line of createInterface({ input: response })) {
    const { code, ...event } = JSON.parse(line) as WireEvent;
    yield code === undefined
      ? event
      : { type: "error", error: new SourceError(code, "the watch was broken off") };
  }
}
