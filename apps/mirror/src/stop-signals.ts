/**
 * Aborted by SIGINT or SIGTERM, or when nobody reads the output any more. A second signal ends the process at once,
 * with status 130.
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
