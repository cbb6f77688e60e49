import { ManualClock } from "@workset/clock";
import type { RateLimiter } from "@workset/rate-limiters";
import { count, fields, number, text } from "../checks.ts";
import { clockVerbs } from "../clock-verbs.ts";
import { component, type Component } from "../component.ts";
import { duration, isDuration } from "../duration.ts";
import { limiter, type MakeLimiter } from "../limiter-config.ts";
import { oneItem } from "../queue-verbs.ts";
import type { Place } from "../replay-trace.ts";
import { asking, doing, type Verb } from "../verb.ts";

class LimiterPlace implements Place {
  readonly clock: ManualClock = new ManualClock();
  readonly limiter: RateLimiter;

  constructor(make: MakeLimiter) {
    this.limiter = make(this.clock);
  }

  settle(): void {
    // A limiter answers at once and does nothing in the background.
  }

  takeResolved(): readonly [] {
    return [];
  }

  look(): object {
    return { nowMs: this.clock.now() };
  }

  close(): void {
    // A limiter holds nothing open.
  }
}

const limiterVerbs: Readonly<Record<string, Verb<LimiterPlace>>> = {
  when: asking(oneItem, duration, ({ limiter }, { item }) => limiter.when(item), isDuration),
  whenN: asking(
    fields({ item: text, times: count(1) }),
    duration,
    ({ limiter }, { item, times }) => {
      let delayMs = NaN;
      for (let n = 0; n < times; n++) delayMs = limiter.when(item);
      return delayMs;
    },
    isDuration,
  ),
  numRequeues: asking(oneItem, number, ({ limiter }, { item }) => limiter.numRequeues(item)),
  forget: doing(oneItem, ({ limiter }, { item }) => limiter.forget(item)),
};

/** `limiters`. */
export function limitersComponent(): Component {
  return component<{ readonly limiter: MakeLimiter }, LimiterPlace>({
    name: "limiters",
    config: fields({ limiter }),
    verbs: { ...limiterVerbs, ...clockVerbs },
    state: fields({ nowMs: number }),
    open: ({ limiter }) => new LimiterPlace(limiter),
  });
}
