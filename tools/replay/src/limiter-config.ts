import type { Clock } from "@workset/clock";
import { exponential, fastSlow, maxOf, maxWait, tokenBucket, type RateLimiter } from "@workset/rate-limiters";
import { anyObject, count, Fault, fieldOf, fields, list, number, text, type Check } from "./checks.ts";
import { configuredMs } from "./duration.ts";

/** A rate limiter that a recording describes, to be made on a clock. */
export type MakeLimiter = (clock: Clock) => RateLimiter;

/** The description of a rate limiter. */
export const limiter: Check<MakeLimiter> = (value, at) => {
  const type = text(fieldOf(anyObject(value, at), "type"), `${at}.type`);
  const read = byType.get(type);
  if (!read) throw new Fault(`${at}.type names an unknown limiter ${JSON.stringify(type)}`);
  return read(value, at);
};

const readExponential = fields({ type: text, base: configuredMs, max: configuredMs });
const readFastSlow = fields({
  type: text,
  fast: configuredMs,
  slow: configuredMs,
  maxFastAttempts: count(0),
});
const readBucket = fields({ type: text, qps: number, burst: count(0) });
const readMaxOf = fields({ type: text, of: list(limiter) });
const readWithMaxWait = fields({ type: text, max: configuredMs, of: limiter });

const byType = new Map<string, Check<MakeLimiter>>([
  [
    "exponential",
    (value, at) => {
      const { base, max } = readExponential(value, at);
      return () => exponential({ baseMs: base, maxMs: max });
    },
  ],
  [
    "fastSlow",
    (value, at) => {
      const { fast, slow, maxFastAttempts } = readFastSlow(value, at);
      return () => fastSlow({ fastMs: fast, slowMs: slow, maxFastAttempts });
    },
  ],
  [
    "bucket",
    (value, at) => {
      const { qps, burst } = readBucket(value, at);
      return (clock) => tokenBucket({ perSecond: qps, burst, clock });
    },
  ],
  [
    "maxOf",
    (value, at) => {
      const makers = readMaxOf(value, at).of;
      return (clock) => maxOf(...makers.map((make) => make(clock)));
    },
  ],
  [
    "withMaxWait",
    (value, at) => {
      const { max, of } = readWithMaxWait(value, at);
      return (clock) => maxWait(of(clock), max);
    },
  ],
]);
