import { Fault, fieldOf, type Check } from "./checks.ts";
import type { Departure, Place, Planned } from "./replay-trace.ts";
import { replayTrace } from "./replay-trace.ts";
import { rawStep, type Resolved, type Trace } from "./trace.ts";
import type { Awaitable, Verb } from "./verb.ts";
import type { Verdict } from "./verdict.ts";

/** One component of the format: how its traces are read, and how they are replayed. */
export interface Component {
  readonly name: string;
  /** The outline of a line of its recordings. @defaultValue that of a trace of client-go */
  readonly outline?: Check<Trace>;
  /** Checks the whole trace; what it answers replays it. @throws Fault when something in it is not in the format. */
  read(trace: Trace): () => Promise<Verdict>;
}

/** What makes a component. */
export interface Rules<Config, P extends Place> {
  readonly name: string;
  readonly config: Check<Config>;
  readonly verbs: Readonly<Record<string, Verb<P>>>;
  /** The background calls a step may resolve. @defaultValue none */
  readonly resolved?: Check<readonly Resolved[]>;
  readonly state: Check<object>;
  /** Makes what the trace is replayed on. */
  open(config: Config): Awaitable<P>;
  /** What the configuration lets the recording do that we do not do. @defaultValue nothing */
  departures?(config: Config): readonly Departure<P>[];
}

/** A component by its rules. */
export function component<Config, P extends Place>(rules: Rules<Config, P>): Component {
  return {
    name: rules.name,
    read(trace) {
      const config = rules.config(trace.config, "config");
      const steps = trace.steps.map((raw, index) => readStep(rules, raw, index + 1));
      checkPending(steps);
      return () => replayTrace(steps, () => rules.open(config), rules.departures?.(config));
    },
  };
}

function readStep<Config, P extends Place>(rules: Rules<Config, P>, raw: unknown, n: number): Planned<P> {
  const at = `step ${n}`;
  const { op, args, result, resolved, state } = rawStep(raw, at);
  const verb = fieldOf(rules.verbs, op) as Verb<P> | undefined;
  if (!verb) throw new Fault(`${at}: ${rules.name} has no op ${JSON.stringify(op)}`);
  const where = `${at} (${op}):`;
  if (resolved !== undefined && !rules.resolved) throw new Fault(`${where} nothing can be resolved here`);
  return {
    op,
    args,
    call: verb({ args, result }, where),
    resolved: resolved === undefined ? [] : rules.resolved!(resolved, `${where} resolved`),
    state: rules.state(state, `${where} state`),
  };
}

/** Only what was started and has not returned yet can return: anything else is not a recording. */
function checkPending(steps: readonly Planned<never>[]): void {
  const pending = new Set<string>();
  for (const [index, { op, call, resolved }] of steps.entries()) {
    const where = `step ${index + 1} (${op}):`;
    if (call.starts !== undefined) {
      if (pending.has(call.starts)) throw new Fault(`${where} ${call.starts} is pending already`);
      pending.add(call.starts);
    }
    for (const one of resolved) {
      const name = "drain" in one ? `drain ${one.drain}` : `waiter ${one.waiter}`;
      if (!pending.delete(name)) throw new Fault(`${where} resolved names ${name}, which is not pending`);
    }
  }
}
