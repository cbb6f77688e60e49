import type { ReflectorFailure } from "../reflector/reflector-options.ts";

/**
 * What went wrong in an informer. Besides what its reflector tells: `"handler"`: a call of a handler failed. `"cache"`: an
 * index function refused an object, which stays in the cache as it was. `"save"`: the cache could not be saved.
 */
export type InformerFailure =
  | ReflectorFailure
  | { readonly during: "handler"; readonly handler: string }
  | { readonly during: "cache" | "save" };

/** Hears of failures. What it throws, or rejects with, is dropped. */
export type OnInformerError = (error: unknown, failure: InformerFailure) => void;
