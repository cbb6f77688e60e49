/**
 * What becomes of a key after a run. `"done"`: nothing more is to do until it is added again. `"again"`: all went well,
 * and it is looked at again after a while. `"retry"`: it failed and is tried again, as the limiter says, or after
 * `afterMs` where the other side named a time. `"give-up"`: it failed, and trying again would not help.
 */
export type Outcome =
  | { readonly then: "done" }
  | { readonly then: "again"; readonly afterMs: number }
  | { readonly then: "retry"; readonly cause: unknown; readonly afterMs?: number }
  | { readonly then: "give-up"; readonly cause: unknown };
