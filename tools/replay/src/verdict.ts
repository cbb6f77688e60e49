/** One thing that came out otherwise. */
export interface Difference {
  /** `result`, `resolved`, `state.` with the field, `call` where the call itself failed, or `created`. */
  readonly part: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** The first step of a trace at which something came out otherwise. */
export interface Differs {
  readonly outcome: "differs";
  /** Counted from 1; 0 is the making of what the trace is replayed on, with the op `config`. */
  readonly step: number;
  readonly op: string;
  readonly args: unknown;
  readonly differences: readonly Difference[];
}

/** How the replay of a trace ended. One that is left out agreed up to where a listed difference set in. */
export type Verdict =
  | { readonly outcome: "agrees" }
  | { readonly outcome: "left-out"; readonly why: string }
  | Differs;
