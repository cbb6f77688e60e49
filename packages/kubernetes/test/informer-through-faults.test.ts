import { ManualClock } from "@workset/clock";
import {
  isAlreadyExists,
  isNotFound,
  kubernetesClient,
  KubernetesInformers,
  type KubernetesClient,
} from "@workset/kubernetes";
import { nodeCluster } from "@workset/kubernetes/node";
import { startApiServer } from "@workset/kubernetes-testing";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { FaultyProxy, type ProxyFault } from "./faulty-proxy.ts";
import { statesOf, WatchedMirror } from "./watched-mirror.ts";

type Step =
  | { readonly put: string }
  | { readonly remove: string }
  | { readonly fault: ProxyFault }
  | { readonly heal: true }
  | { readonly compact: true }
  | { readonly seconds: number };

const name = fc.constantFrom("a", "b", "c", "d", "e");
const fault = fc.constantFrom<ProxyFault>("cut", "half", "garbage", "stall", "slow", "refuse");
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ put: name }) },
  { weight: 4, arbitrary: fc.record({ remove: name }) },
  { weight: 3, arbitrary: fc.record({ fault }) },
  { weight: 1, arbitrary: fc.constant({ heal: true as const }) },
  { weight: 1, arbitrary: fc.constant({ compact: true as const }) },
  { weight: 3, arbitrary: fc.record({ seconds: fc.integer({ min: 0, max: 120 }) }) },
);

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function put(client: KubernetesClient, key: string, value: number): Promise<void> {
  const maps = client.configMaps("default");
  const object = { metadata: { name: key }, data: { value: String(value), text: "é".repeat(200) } };
  await maps.create(object).catch(async (error: unknown) => {
    if (!isAlreadyExists(error)) throw error;
    await maps.patch(key, object);
  });
}

test("a cache equals its server after whatever happened to the connections, and its handlers missed nothing", async () => {
  let disturbed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 40 }),
      fc.boolean(),
      async (steps, listByWatch) => {
        const clock = new ManualClock({ wallAt: Date.UTC(2026, 0) });
        await using server = await startApiServer({ clock });
        const { port } = await server.listen();
        await using proxy = await FaultyProxy.start(port);
        const direct = kubernetesClient({ cluster: { url: "http://direct.test", fetch: server.fetch } });
        let [requests, failures] = [0, 0];
        using cluster = nodeCluster({ url: proxy.url });
        const client = kubernetesClient({ cluster, clock, observer: { onAttempt: () => requests++ } });
        await using informers = new KubernetesInformers({ client, clock, onError: () => failures++ });
        const informer = informers.informer(client.configMaps(), { reflector: { listByWatch } });
        const mirror = new WatchedMirror();
        informer.addHandler(mirror.handler);
        await informers.start();

        let seconds = 0;
        const pass = async (more: number): Promise<void> => {
          seconds += more;
          clock.advance(more * 1000);
          await turns(4);
        };
        let value = 0;
        for (const one of steps) {
          if ("put" in one) await put(direct, one.put, value++);
          else if ("remove" in one) {
            await direct
              .configMaps("default")
              .delete(one.remove)
              .catch((error: unknown) => {
                if (!isNotFound(error)) throw error;
              });
          } else if ("fault" in one) proxy.disturb(one.fault);
          else if ("heal" in one) proxy.heal();
          else if ("compact" in one) server.compact();
          else await pass(one.seconds);
          await turns(2);
        }
        proxy.heal();
        await put(direct, "last", value);
        const expected = async () => statesOf((await direct.configMaps().list()).items);
        const wanted = await expected();
        for (let round = 0; round < 400 && mirror.state.join() !== wanted.join(); round++) await pass(5);

        expect(mirror.state).toEqual(wanted);
        expect(statesOf(informer.cache.list())).toEqual(wanted);
        expect(mirror.faults).toEqual([]);
        // After a failure come a list and a watch, and between failures a back-off of 0.8 s at least.
        expect(requests).toBeLessThan(10 + 3 * failures);
        expect(failures).toBeLessThan(10 + 3 * proxy.disturbed + seconds / 0.8);
        disturbed += proxy.disturbed;
      },
    ),
    { numRuns: 60 },
  );
  expect(disturbed).toBeGreaterThan(20);
});
