/** Calls a listener that nobody waits for. What it throws, or rejects with, is dropped: there is nobody left to tell. */
export function notify<Told extends readonly unknown[]>(
  listener: ((...told: Told) => unknown) | undefined,
  ...told: Told
): void {
  try {
    const answer = listener?.(...told);
    if (answer instanceof Promise) answer.catch(() => {});
  } catch {
    // It was told, and that is all that could be done.
  }
}
