/** Thrown by a handler, itself or as the cause of another error: the key is given up, as trying again would not help. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}
