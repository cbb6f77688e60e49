import { isDeepStrictEqual } from "node:util";
import { nothing, type Check } from "./checks.ts";

/** A value, or a promise of it: a queue whose verbs answer later is replayed like one that answers at once. */
export type Awaitable<T> = T | PromiseLike<T>;

/** One call of a recording, read and checked. */
export interface Call<P> {
  /** What it returned when it was recorded. */
  readonly result: unknown;
  /** Makes the call; what it answers corresponds to {@link result}. */
  run(place: P): unknown;
  /** Whether this answer is the recorded one. */
  agrees(got: unknown): boolean;
  /** The background call that this one starts, if it does. */
  readonly starts?: string | undefined;
}

/** Reads a recorded call of one op. @throws Fault, saying `where`, when the arguments or the result are not its own. */
export type Verb<P> = (
  recorded: { readonly args: unknown; readonly result: unknown },
  where: string,
) => Call<P>;

/** An op which answers something. */
export function asking<P, A, R>(
  args: Check<A>,
  result: Check<R>,
  run: (place: P, args: A) => unknown,
  agrees: (recorded: R, got: unknown) => boolean = isDeepStrictEqual,
): Verb<P> {
  return (recorded, where) => {
    const given = args(recorded.args === undefined ? {} : recorded.args, `${where} args`);
    const returned = result(recorded.result, `${where} result`);
    return {
      result: returned,
      run: (place) => run(place, given),
      agrees: (got) => agrees(returned, got),
    };
  };
}

/** An op which answers nothing. What ours answers besides is no part of the recording. */
export function doing<P, A>(args: Check<A>, run: (place: P, args: A) => unknown): Verb<P> {
  return asking(args, nothing, async (place: P, given) => {
    await run(place, given);
    return null;
  });
}

/** An op which starts a call of this name in the background. */
export function starting<P, A>(
  args: Check<A>,
  nameOf: (args: A) => string,
  start: (place: P, args: A) => void,
): Verb<P> {
  const verb = doing(args, start);
  return (recorded, where) => {
    const call = verb(recorded, where);
    return { ...call, starts: nameOf(args(recorded.args, `${where} args`)) };
  };
}
