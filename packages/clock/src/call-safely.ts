/**
 * Calls a function of the user; what it returns. If it throws, or returns a promise that rejects, `onError` is called
 * instead, and a throw gives `undefined`. An error of `onError` itself is dropped: there is no further listener.
 */
export function callSafely<R>(call: () => R, onError: (error: unknown) => void): R | undefined {
  const failed = (error: unknown): void => {
    try {
      onError(error);
    } catch {
      // The error of an error listener has no further listener.
    }
  };
  try {
    const result = call();
    if (isThenable(result)) result.then(undefined, failed);
    return result;
  } catch (error) {
    failed(error);
    return undefined;
  }
}

/**
 * Calls a listener of the user, if there is one, whose failure must change nothing: what it throws, or rejects with, is
 * dropped. Where the failure can be reported use {@link callSafely}.
 */
export function notify<Args extends readonly unknown[]>(
  listener: ((...args: Args) => unknown) | undefined,
  ...args: Args
): void {
  if (listener) callSafely(() => listener(...args), ignore);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

function ignore(): void {}
