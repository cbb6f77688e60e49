import { anyObject, Fault, fieldOf, fields, list, text, type Check } from "./checks.ts";

/** One line of a recording, as far as its form does not depend on the component. */
export interface Trace {
  readonly id: string;
  readonly component: string;
  readonly config: unknown;
  readonly steps: readonly unknown[];
}

/** One step of a trace, its parts still unread. `undefined` where the recording has nothing. */
export interface RawStep {
  readonly op: string;
  readonly args: unknown;
  readonly result: unknown;
  readonly resolved: unknown;
  readonly state: unknown;
}

/** A background call that returned during a step: a `getWait` with what it got, or a drain. */
export type Resolved =
  | { readonly waiter: string; readonly item: string | null; readonly shutdown: boolean }
  | { readonly drain: string };

const as: Check<unknown> = (value) => value;

const outline = fields({ id: text, component: text, config: anyObject, steps: list(as) });

/** A trace of this component. The first step has the number 1. */
export const traceOf =
  (component: string): Check<Trace> =>
  (value, at) => {
    const trace = outline(value, at);
    if (trace.component !== component) {
      throw new Fault(
        `${at} is of the component ${JSON.stringify(trace.component)}, in a file of ${component}`,
      );
    }
    if (trace.steps.length === 0) throw new Fault(`${at} has no steps`);
    return trace;
  };

/** The parts of a step. */
export const rawStep: Check<RawStep> = (value, at) => {
  const step = fields({ op: text, args: as, result: as, resolved: as, state: as })(value, at);
  for (const name of ["result", "state"]) {
    if (fieldOf(anyObject(value, at), name) === undefined) throw new Fault(`${at}.${name} is missing`);
  }
  return step;
};
