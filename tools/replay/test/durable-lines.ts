import { fileURLToPath } from "node:url";
import { durableComponents, type Backend } from "../src/durable.ts";
import { notReplayed } from "../src/components.ts";
import { replay } from "../src/replay.ts";

const traces = fileURLToPath(new URL("../traces", import.meta.url));

/** How the recordings end, on any backend. */
export const expected: readonly string[] = [
  "queue: 192 traces, 185 agree, 0 differ, 7 left out (done of a key that is not processing does nothing)",
  "delayingQueue: 192 traces, 189 agree, 0 differ, 3 left out (keys due at one instant go in order of arrival, where client-go's heap leaves the order open)",
  "rateLimitingQueue: 192 traces, 181 agree, 0 differ, 11 left out (keys due at one instant go in order of arrival, where client-go's heap leaves the order open; an add that is dropped counts no failure)",
  "limiters: not replayed",
  "queueMetrics: not replayed",
  "deltaFIFO: not replayed",
  "indexer: not replayed",
  "sharedInformer: not replayed",
  "s36: not replayed",
  "s20: not replayed",
];

export async function linesOf(backend: Backend): Promise<string[]> {
  const lines: string[] = [];
  await using durable = await durableComponents(backend);
  const status = await replay({
    folders: [traces],
    components: durable.components,
    notReplayed: [...notReplayed, ...durable.notReplayed],
    report: (line) => lines.push(line),
    complain: (line) => lines.push(line),
  });
  return [...lines, `status ${status}`];
}
