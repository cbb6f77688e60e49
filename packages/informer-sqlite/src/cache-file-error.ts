/**
 * Why a file can not be used. `"in-use"`: another process has it, or this one has a cache of this name open; it may pass.
 * `"newer"`: a newer version of this package wrote it. `"not-a-cache"`: it holds something else. `"damaged"`: it is damaged
 * and can not be set aside, because another cache in it is open.
 */
export type CacheFileErrorCode = "in-use" | "newer" | "not-a-cache" | "damaged";

/** The file of a cache can not be used; it was left as it is. */
export class CacheFileError extends Error {
  override readonly name = "CacheFileError";
  readonly code: CacheFileErrorCode;

  constructor(code: CacheFileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
