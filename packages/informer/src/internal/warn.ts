/** What of the surrounding program can show a warning: Node's `process`, or any console. */
interface WarningSink {
  readonly process?: { emitWarning?(message: string, options: { readonly type: string }): void };
  readonly console?: { warn(message: string): void };
}

/** Shows a warning to the operator: by `process.emitWarning` where there is one, otherwise on the console. */
export function warn(message: string): void {
  const sink = globalThis as WarningSink;
  if (sink.process?.emitWarning) sink.process.emitWarning(message, { type: "WorksetWarning" });
  else sink.console?.warn(`WorksetWarning: ${message}`);
}
