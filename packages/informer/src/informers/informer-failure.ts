import type { ReflectorFailure } from "../reflector/reflector-options.ts";

/**
 * What failed. Besides the failures of its reflector: `"handler"`: a call of a handler failed or stalls, or its queue is
 * full. `"cache"`: `keyOf`, the transform or an index function refused an object, which was skipped. `"save"`: the cache
 * could not be saved, or the saved cache could not be used.
 */
export type FailureCause =
  | ReflectorFailure
  | { readonly during: "handler"; readonly handler: string }
  | { readonly during: "cache"; readonly key: string | undefined }
  | { readonly during: "save" };

/** A failure of an informer. */
export type InformerFailure = FailureCause & {
  /** The name of the informer. */
  readonly informer: string;
  /** How often this has failed in a row: the source, this handler, the saves. */
  readonly count: number;
  /** When it failed first, in milliseconds since 1970. */
  readonly since: number;
};

/** Called with failures. What it throws, or rejects with, is dropped. */
export type OnInformerError = (error: unknown, failure: InformerFailure) => void;

/** What is wrong with an informer now. */
export interface InformerTrouble {
  readonly error: unknown;
  /** What fails, as in {@link InformerFailure}. */
  readonly during: InformerFailure["during"];
  /** The handler that fails, if one does. */
  readonly handler?: string;
  /** How often it has failed in a row. */
  readonly count: number;
  /** When it failed first, in milliseconds since 1970. */
  readonly since: number;
}
