import { ManualClock, type Clock } from "@workset/clock";
import { MemoryMetrics, type MetricsProvider, type RecordedSeries } from "@workset/metrics";
import { describe, expect, it } from "vitest";
import { DelayingQueue, type DelayingQueueOptions } from "../src/index.ts";

interface Measured {
  readonly queue: DelayingQueue;
  readonly clock: ManualClock;
  readonly metrics: MemoryMetrics;
  readonly series: RecordedSeries;
}

function measured(options: DelayingQueueOptions<string> = {}): Measured {
  const clock = new ManualClock();
  const metrics = new MemoryMetrics();
  const queue = new DelayingQueue({ ...options, name: "pods", metrics, clock });
  return { queue, clock, metrics, series: metrics.of("pods")! };
}

describe("the retries", () => {
  it.each([false, true])("count every addAfter whatever comes of it, and no add (merge: %s)", (merge) => {
    const { queue, clock, series } = measured({ merge });
    queue.add("a");
    queue.addAfter("a", 10);
    queue.addAfter("b", 10);
    queue.addAfter("b", 20);
    queue.addAfter("b", 5);
    queue.addAfter("b", 50, { replace: true });
    queue.addAfter("c", 0);
    queue.addAfter("c", -1);
    queue.addAfter("d", Infinity);
    expect(series.retries).toBe(8);
    queue.add("b");
    queue.postpone("d", 5);
    queue.cancel("d");
    clock.advance(100);
    expect(series.retries).toBe(8);
  });

  it("count neither what comes after the shutdown nor what is refused", () => {
    const { queue, series } = measured();
    expect(() => queue.addAfter("a", NaN)).toThrow(RangeError);
    expect(() => queue.addAfter("a", 5, { priority: NaN })).toThrow(RangeError);
    queue.shutDown();
    queue.addAfter("a", 10);
    queue.addAfter("a", 0);
    expect(series).toMatchObject({ retries: 0, dropped: 2 });
  });
});

describe("the waiting gauge", () => {
  it.each([false, true])("shows how many keys wait, at any time (merge: %s)", (merge) => {
    const { queue, clock, series } = measured({ merge });
    const seen: number[] = [];
    const look = (): void => {
      expect(series.waiting).toBe(queue.stats().waiting);
      seen.push(series.waiting);
    };
    queue.addAfter("a", 10);
    look();
    queue.addAfter("a", 5);
    queue.addAfter("b", 10);
    queue.addAfter("c", 20);
    queue.addAfter("d", 30);
    look();
    clock.advance(5);
    look();
    queue.cancel("b");
    queue.cancel("b");
    look();
    queue.add("c");
    look();
    queue.shutDown();
    look();
    expect(seen).toEqual([1, 4, 3, 2, merge ? 1 : 2, 0]);
  });

  it("does not count among the adds what merely waits", () => {
    const { queue, clock, series } = measured();
    queue.addAfter("a", 10);
    queue.addAfter("b", 10);
    expect(series).toMatchObject({ depth: 0, adds: 0, waiting: 2 });
    queue.add("a");
    clock.advance(10);
    expect(series).toMatchObject({ depth: 2, adds: 2, coalesced: 1, waiting: 0 });
  });

  it("leaves the latency to start when the key is due", () => {
    const { queue, clock, series } = measured();
    queue.addAfter("a", 10_000);
    clock.advance(10_000);
    clock.advance(250);
    queue.tryGet();
    expect(series.latency).toEqual([0.25]);
  });
});

describe("the metrics of a delaying queue", () => {
  it("are gone when it is disposed, and its timers with them", () => {
    const { queue, clock, metrics } = measured();
    queue.add("ready");
    queue.addAfter("waiting", 10);
    expect([metrics.names, clock.pendingTimers]).toEqual([["pods"], 2]);
    queue[Symbol.dispose]();
    expect([metrics.names, clock.pendingTimers]).toEqual([[], 0]);
  });

  it("are asked of the provider once for the queue and once for the delays", () => {
    const metrics = new MemoryMetrics();
    const asked: string[] = [];
    const provider: MetricsProvider = {
      queue(name) {
        asked.push(`queue ${name}`);
        return metrics.queue(name);
      },
      delays(name) {
        asked.push(`delays ${name}`);
        return metrics.delays(name);
      },
    };
    const queue = new DelayingQueue({ name: "pods", metrics: provider, clock: new ManualClock() });
    queue.addAfter("a", 0);
    expect(asked).toEqual(["queue pods", "delays pods"]);
  });

  it("are none without a name, and then only the delays read the clock", () => {
    const metrics = new MemoryMetrics();
    const manual = new ManualClock();
    let asked = 0;
    const clock: Clock = {
      now() {
        asked++;
        return manual.now();
      },
      wallNow: () => manual.wallNow(),
      after: (delayMs, wake) => manual.after(delayMs, wake),
    };
    const queue = new DelayingQueue({ metrics, clock });
    queue.add("a");
    queue.tryGet()!.done();
    expect([metrics.names, asked]).toEqual([[], 0]);
    queue.addAfter("b", 5);
    expect([metrics.names, manual.pendingTimers]).toEqual([[], 1]);
  });
});
