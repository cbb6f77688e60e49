import type { monitorEventLoopDelay } from "node:perf_hooks";
import type { SoakApp } from "../soak-app.ts";
import type { Probe } from "../sampler.ts";

/** Probes that are read while the app is working. */
export function busyProbes(
  { resources, line }: SoakApp,
  loopDelay: ReturnType<typeof monitorEventLoopDelay>,
): Probe[] {
  const backlog = { unit: "", mayGrow: 300 } as const;
  return [
    {
      name: "loop delay p99",
      unit: "ms",
      mayGrow: 100,
      because: "it is as long as the longest turn, and others use the machine, too",
      read: () => loopDelay.percentile(99) / 1e6,
    },
    {
      name: "durable backlog",
      ...backlog,
      because: "resyncs and new lists come in bursts",
      async read() {
        const { ready, waiting, processing } = await resources.queue.stats();
        return ready + waiting + processing;
      },
    },
    {
      name: "line backlog",
      ...backlog,
      because: "the same",
      read() {
        const { ready, waiting, processing } = line.stats();
        return ready + waiting + processing;
      },
    },
  ];
}
