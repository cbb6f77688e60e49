/**
 * How a handler came to its end. `"done"` and `"give-up"`: it did what the payload asked for. `"retry"`: it is to be
 * tried again. `"anew"`: it asked for a newer version instead. `"give-back"`: as if it had not begun.
 */
export type HandlerEnd = "done" | "give-up" | "retry" | "anew" | "give-back";

/**
 * One line of the journal. `instance` tells processes apart and grows. Versions and ops are numbers out of one series that
 * only grows, over instances too, so that a later one is a greater one.
 *
 * What asks for something stands in the journal before it is asked, what was answered after the promise resolved: the
 * truth lies between the two.
 */
export type JournalEvent =
  /** By the parent: a process was started. `atMs` is the machine's monotonic time in all events. */
  | { readonly is: "spawned"; readonly instance: number; readonly atMs: number }
  | { readonly is: "opening"; readonly instance: number; readonly atMs: number }
  | {
      readonly is: "opened";
      readonly instance: number;
      readonly atMs: number;
      readonly recovered: number;
      readonly quarantined: readonly string[];
    }
  /** An add is about to be called. */
  | { readonly is: "asked"; readonly instance: number; readonly key: string; readonly version: number }
  /** An add was acknowledged. `dueAt` is the earliest wall time at which it may run; `counted`: it counted a failure. */
  | {
      readonly is: "added";
      readonly instance: number;
      readonly key: string;
      readonly version: number;
      readonly outcome: string;
      readonly dueAt?: number;
      readonly counted?: boolean;
    }
  | { readonly is: "cancelling"; readonly instance: number; readonly key: string; readonly op: number }
  | {
      readonly is: "cancelled";
      readonly instance: number;
      readonly key: string;
      readonly op: number;
      readonly taken: boolean;
    }
  | { readonly is: "forgetting"; readonly instance: number; readonly key: string; readonly op: number }
  /** A handler is about to begin. `wallAt` is the wall time; `version` is 0 when the payload is not one of ours. */
  | {
      readonly is: "started";
      readonly instance: number;
      readonly atMs: number;
      readonly wallAt: number;
      readonly run: number;
      readonly key: string;
      readonly version: number;
      readonly failures: number;
      readonly crashes: number;
    }
  /** A handler has come to its end; its lease is about to be ended. */
  | {
      readonly is: "ending";
      readonly instance: number;
      readonly run: number;
      readonly key: string;
      readonly version: number;
      readonly how: HandlerEnd;
    }
  /** The end of a lease was acknowledged. */
  | {
      readonly is: "ended";
      readonly instance: number;
      readonly run: number;
      readonly key: string;
      readonly version: number;
      readonly how: HandlerEnd;
      readonly ending: string;
    }
  /** The count of failures that the queue gave for a key right after it was opened. */
  | { readonly is: "counted"; readonly instance: number; readonly key: string; readonly failures: number }
  | { readonly is: "backed-up"; readonly instance: number; readonly path: string }
  /** A key was found in the failed set after everything had become idle. */
  | { readonly is: "found-failed"; readonly instance: number; readonly key: string; readonly version: number }
  /** No key is ready, processing or waiting; the failed set was listed and emptied. */
  | { readonly is: "drained"; readonly instance: number }
  /**
   * A handler of an informer has acted on an event, and its promise is about to resolve. Without a version, the event was
   * a deletion whose final state was missed.
   */
  | {
      readonly is: "told";
      readonly instance: number;
      readonly handler: string;
      readonly key: string;
      readonly verb: "set" | "delete";
      readonly version?: number;
    }
  /** The handlers of an informer received everything, and it was stopped. */
  | { readonly is: "caught-up"; readonly instance: number }
  /** By the parent: the process is about to be killed. */
  | { readonly is: "killing"; readonly instance: number }
  /** By the parent: the process is gone. */
  | { readonly is: "dead"; readonly instance: number };
