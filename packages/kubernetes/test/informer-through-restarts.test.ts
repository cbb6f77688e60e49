import { ManualClock } from "@workset/clock";
import { kubernetesClient, KubernetesInformers } from "@workset/kubernetes";
import { nodeCluster } from "@workset/kubernetes/node";
import { startApiServer, type ApiServer } from "@workset/kubernetes-testing";
import { expect, test } from "vitest";
import { FaultyProxy } from "./faulty-proxy.ts";
import { statesOf, WatchedMirror } from "./watched-mirror.ts";

const count = 20_000;
const path = "/api/v1/namespaces/default/configmaps";

async function send(server: ApiServer, method: string, name: string, body?: object): Promise<void> {
  const headers = {
    "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
  };
  const response = await server.fetch(method === "POST" ? path : `${path}/${name}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${name}: ${response.status}`);
  await response.text();
}

async function turns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test(
  "an informer of 20,000 objects equals its server again after a kill, a pause and a loss of history, without a storm of requests",
  { timeout: 120_000 },
  async () => {
    const clock = new ManualClock({ wallAt: Date.UTC(2026, 0) });
    await using server = await startApiServer({ clock });
    for (let i = 0; i < count; i++) {
      await send(server, "POST", `config-${i}`, { metadata: { name: `config-${i}` }, data: { value: "0" } });
    }
    let listening = await server.listen();
    await using proxy = await FaultyProxy.start(listening.port);
    let requests = 0;
    using cluster = nodeCluster({ url: proxy.url });
    const client = kubernetesClient({ cluster, clock, observer: { onAttempt: () => requests++ } });
    await using informers = new KubernetesInformers({ client, clock, onError: () => {} });
    const informer = informers.informer(client.configMaps());
    const mirror = new WatchedMirror();
    informer.addHandler(mirror.handler);
    await informers.start();
    await informers.synced();

    /** Changes a thousand objects, deletes and creates a hundred. */
    let round = 0;
    const change = async (): Promise<void> => {
      round++;
      for (let i = 0; i < 1_000; i++) {
        await send(server, "PATCH", `config-${round * 2_000 + i}`, { data: { value: String(round) } });
      }
      for (let i = 0; i < 100; i++) {
        await send(server, "DELETE", `config-${i + round * 100}`);
        await send(server, "POST", "", { metadata: { name: `new-${round}-${i}` } });
      }
    };
    const wanted = async (): Promise<string> => {
      const list = (await (await server.fetch("/api/v1/configmaps")).json()) as { items: [] };
      return statesOf(list.items).join();
    };
    const after = async (what: string, happens: () => Promise<void>): Promise<void> => {
      await happens();
      const expected = await wanted();
      const asked = requests;
      let seconds = 0;
      let quiet = 0;
      for (; seconds < 1_000 && mirror.state.join() !== expected; seconds++) {
        if (requests === asked) quiet++;
        clock.advance(1_000);
        await turns(40);
      }
      expect(mirror.state.join() === expected).toBe(true);
      expect(statesOf(informer.cache.list()).join() === expected).toBe(true);
      expect(mirror.faults.slice(0, 5)).toEqual([]);
      console.log(`${what}: equal after ${seconds} s of the clock and ${requests - asked} requests`);
      // The back-off grows to 30 s, stretched to 60; while nothing is wrong nothing is asked.
      // An answer takes real time, in which the clock of this test goes on: what counts is when the client asks.
      if (requests > asked) expect(quiet).toBeLessThanOrEqual(60);
      expect(requests - asked).toBeLessThanOrEqual(6);
    };
    const kill = async (): Promise<void> => {
      await listening.close();
      await change();
      for (let second = 0; second < 20; second++) {
        clock.advance(1_000);
        await turns(4);
      }
    };
    const restart = async (): Promise<void> => {
      listening = await server.listen({ port: listening.port });
    };

    await after("changes", change);
    await after("killed and started again", async () => {
      await kill();
      await restart();
    });
    await after("paused", async () => {
      proxy.disturb("stall");
      await change();
      clock.advance(10_000);
      await turns(20);
      proxy.resume();
    });
    await after("started again with its history compacted", async () => {
      await kill();
      server.compact();
      await restart();
    });
  },
);
