/**
 * Aborted by SIGINT or SIGTERM, or when the output is closed. A second signal ends the process at once, with status 130.
 */
export function stopSignals(): AbortSignal {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  process.stdout.on("error", () => stop.abort());
  return stop.signal;
}

/** Ends with this status when nothing is left to do, at the latest in a second: a call to the system may never return. */
export function leave(status: number): void {
  process.exitCode = status;
  setTimeout(() => process.exit(), 1000).unref();
}
