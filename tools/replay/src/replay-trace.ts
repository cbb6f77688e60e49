import { isDeepStrictEqual } from "node:util";
import { fieldOf } from "./checks.ts";
import type { Resolved } from "./trace.ts";
import type { Awaitable, Call } from "./verb.ts";
import type { Difference, Differs, Verdict } from "./verdict.ts";

/** What a trace is replayed on. */
export interface Place {
  /** What came out otherwise when it was made. */
  readonly made?: readonly Difference[];
  /** Lets everything run that can run without time passing. */
  settle(): Awaitable<void>;
  /** The background calls that returned since it was last asked. */
  takeResolved(): readonly Resolved[];
  /** What can be seen now, with the fields and the order of a recorded state. */
  look(): Awaitable<object>;
  /** Ends what is still under way. */
  close(): Awaitable<unknown>;
}

/** One step, read and checked. */
export interface Planned<P> {
  readonly op: string;
  readonly args: unknown;
  readonly call: Call<P>;
  readonly resolved: readonly Resolved[];
  readonly state: object;
}

/** A difference from client-go that is meant. */
export interface Departure<P> {
  readonly why: string;
  /**
   * Whether it can set in without anything to be seen, so that the trace is left out all the same.
   * @defaultValue false
   */
  readonly isSilent?: boolean;
  /** Looks at the place before a step. What it answers judges whether what then came out otherwise is what is meant. */
  before(place: P, step: Planned<P>): Awaitable<((found: readonly Difference[]) => boolean) | undefined>;
}

/** Replays the steps one after another, up to the first at which something comes out otherwise. */
export async function replayTrace<P extends Place>(
  steps: readonly Planned<P>[],
  open: () => Awaitable<P>,
  departures: readonly Departure<P>[] = [],
): Promise<Verdict> {
  let at: Pick<Differs, "step" | "op" | "args"> = { step: 0, op: "config", args: undefined };
  let place: P | undefined;
  try {
    place = await open();
    if (place.made && place.made.length > 0) return { outcome: "differs", ...at, differences: place.made };
    for (const [index, step] of steps.entries()) {
      at = { step: index + 1, op: step.op, args: step.args };
      const judges = await Promise.all(departures.map(async (departure) => departure.before(place!, step)));
      const differences = await replayStep(place, step);
      const meant = departures.find(({ isSilent = false }, which) => {
        return (isSilent || differences.length > 0) && judges[which]?.(differences);
      });
      if (meant) return { outcome: "left-out", why: meant.why };
      if (differences.length === 0) continue;
      return { outcome: "differs", ...at, differences };
    }
    return { outcome: "agrees" };
  } catch (error) {
    const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { outcome: "differs", ...at, differences: [{ part: "call", expected: "no error", got }] };
  } finally {
    await place?.close();
  }
}

async function replayStep<P extends Place>(place: P, step: Planned<P>): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  const got = await step.call.run(place);
  await place.settle();
  if (!step.call.agrees(got)) differences.push({ part: "result", expected: step.call.result, got });
  const expected = unordered(step.resolved);
  const resolved = unordered(place.takeResolved());
  if (!isDeepStrictEqual(expected, resolved)) differences.push({ part: "resolved", expected, got: resolved });
  return [...differences, ...stateDifferences(step.state, await place.look())];
}

/** Which of several waiters got an item is an accident of Go's scheduler; what they got is not. */
function unordered(resolved: readonly Resolved[]): readonly object[] {
  return resolved
    .map((one) => ("drain" in one ? one : { item: one.item, shutdown: one.shutdown }))
    .toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function stateDifferences(recorded: object, seen: object): readonly Difference[] {
  return Object.entries(recorded)
    .map(([name, expected]) => ({ part: `state.${name}`, expected, got: fieldOf(seen, name) }))
    .filter(({ expected, got }) => !isDeepStrictEqual(expected, got));
}
