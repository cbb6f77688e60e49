import {
  defaultControllerRateLimiter,
  exponential,
  tokenBucket,
  type RateLimiter,
} from "@workset/rate-limiters";
import { makeKeys } from "../keys.ts";
import { BackOff } from "../raw/back-off.ts";
import type { Run, Workload } from "../workload.ts";

type Limiter = Pick<RateLimiter, "when" | "forget">;

const subjects = (run: (open: () => Limiter) => Run): Workload["subjects"] => ({
  "raw map": run(() => new BackOff()),
  exponential: run(() => exponential()),
  "token bucket": run(() => tokenBucket({ perSecond: 10, burst: 100 })),
  "client-go's default": run(() => defaultControllerRateLimiter()),
});

/** What a limiter costs that meets every key once. */
export const limitersDistinct: Workload = {
  name: "limiters-distinct",
  says: "Distinct keys: the limiter is asked once for each, then forgets each.",
  unit: "ns",
  count: 1_000_000,
  limit: "raw map",
  subjects: subjects((open) => (count, meter) => {
    const keys = makeKeys(count);
    const limiter = open();
    let out = 0;
    meter.start();
    for (const key of keys) if (limiter.when(key) >= 0) out++;
    meter.lap("when");
    for (const key of keys) limiter.forget(key);
    meter.lap("forget");
    return out;
  }),
  clientGo: { when: 472 },
  checks: [],
};

/** What a limiter costs whose keys come and go. */
export const limitersPassing: Workload = {
  name: "limiters-passing",
  says: "Distinct keys: the limiter is asked once for one, and forgets it before the next.",
  unit: "ns",
  count: 1_000_000,
  limit: "raw map",
  subjects: subjects((open) => (count, meter) => {
    const keys = makeKeys(count);
    const limiter = open();
    let out = 0;
    meter.start();
    for (const key of keys) {
      if (limiter.when(key) >= 0) out++;
      limiter.forget(key);
    }
    meter.lap("when, forget");
    return out;
  }),
  checks: [],
};

/** What a limiter costs once it knows the key. */
export const limitersOneKey: Workload = {
  name: "limiters-one-key",
  says: "One key, for which the limiter is asked again and again.",
  unit: "ns",
  count: 1_000_000,
  limit: "raw map",
  subjects: subjects((open) => (count, meter) => {
    const limiter = open();
    let out = 0;
    meter.start();
    for (let i = 0; i < count; i++) if (limiter.when("default/pod-1") >= 0) out++;
    meter.lap("when");
    return out;
  }),
  clientGo: { when: 84 },
  checks: [],
};
