import { fields, refuse, text, number, type Check } from "./checks.ts";

/** A duration as it was computed: the exact nanoseconds, and the same in milliseconds. */
export interface Duration {
  readonly ns: string;
  readonly ms: number;
}

/** Go's largest duration. As an answer it stands for "never". */
const never = "9223372036854775807";

const shape = fields({ ns: text, ms: number });

/** A recorded duration; whether both of its numbers are right is for {@link isDuration} to say. */
export const duration: Check<Duration> = (value, at) => {
  const recorded = shape(value, at);
  return /^-?\d+$/.test(recorded.ns)
    ? recorded
    : refuse(`${at}.ns`, "a whole number in a string", recorded.ns);
};

/** A duration that configures something: its milliseconds, and both of its numbers must say the same. */
export const configuredMs: Check<number> = (value, at) => {
  const { ns, ms } = duration(value, at);
  return isNear(milliseconds(ns), ms) ? milliseconds(ns) : refuse(at, "the same in ns and in ms", value);
};

/** Whether an answer in milliseconds is the recorded duration, within 1e-6 ms or a billionth. */
export function isDuration(recorded: Duration, gotMs: unknown): boolean {
  if (typeof gotMs !== "number") return false;
  const answer = gotMs === Infinity ? milliseconds(never) : gotMs;
  return isNear(milliseconds(recorded.ns), answer) && isNear(recorded.ms, answer);
}

function milliseconds(ns: string): number {
  return Number(ns) / 1e6;
}

function isNear(recordedMs: number, ms: number): boolean {
  return Math.abs(recordedMs - ms) <= Math.max(1e-6, 1e-9 * Math.abs(recordedMs));
}
