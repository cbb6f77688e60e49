// An informer over an API that can only list: it is polled, and handlers receive what changed.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pollingListWatch, SharedInformer } from "workset/informer";

interface Host {
  readonly id: string;
  readonly address: string;
  readonly revision: number;
}

// The API: GET / answers all hosts.
const hosts = new Map<string, Host>([["web", { id: "web", address: "10.0.0.1", revision: 1 }]]);
const server = createServer((_, response) => void response.end(JSON.stringify([...hosts.values()])));
await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const source = pollingListWatch<Host>({
  list: async (signal) => (await (await fetch(url, { signal })).json()) as Host[],
  everyMs: 10,
  meta: { keyOf: ({ id }) => id, versionOf: ({ revision }) => String(revision) },
});
const informer = new SharedInformer<Host>({ source, name: "hosts" });

const calls: (() => void)[] = [];
const called = (): Promise<void> => new Promise((resolve) => void calls.push(resolve));
const report = (...words: unknown[]): void => {
  console.log(...words);
  calls.shift()?.();
};
informer.addHandler({
  onAdd: ({ id, address }) => report("add", id, address),
  onUpdate: (before, host) => report("update", host.id, before.address, "to", host.address),
  onDelete: ({ key }) => report("delete", key),
});

let next = called();
await informer.start();
await next;

next = called();
hosts.set("web", { id: "web", address: "10.0.0.2", revision: 2 });
await next;

next = called();
hosts.delete("web");
await next;

await informer.stop();
server.closeAllConnections();
server.close();

// Prints:
// add web 10.0.0.1
// update web 10.0.0.1 to 10.0.0.2
// delete web
