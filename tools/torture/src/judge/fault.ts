/**
 * What can go wrong. `"lost"`: something acknowledged was never done. `"concurrent"`: two runs of one key at once.
 * `"damaged"`: the file is no sound database. `"stale"`: a run saw an older payload than the run before. `"repeated"`:
 * a run was repeated although its end had been acknowledged. `"early"`: a run came before it was due. `"uncounted"`:
 * a counted failure was forgotten. `"unasked"`: a run that was not asked for. `"bystander"`: a key went to the failed set for
 * the crashes of another. `"stuck"`: keys did not become idle, or a file was not taken over. `"ended"`: a process ended
 * without being killed.
 */
export type FaultKind =
  | "lost"
  | "concurrent"
  | "damaged"
  | "stale"
  | "repeated"
  | "early"
  | "uncounted"
  | "unasked"
  | "bystander"
  | "stuck"
  | "ahead"
  | "missed"
  | "ended";

/** One thing that went wrong. */
export interface Fault {
  readonly kind: FaultKind;
  /** The key it happened to, where there is one. */
  readonly key?: string;
  readonly says: string;
  /** What the journal has on it. */
  evidence?: readonly string[];
}

/** How a rule reports what it found. */
export type Report = (kind: FaultKind, key: string, says: string) => void;
