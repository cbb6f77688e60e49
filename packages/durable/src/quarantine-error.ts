/** A key went to the failed set because it was processing at too many crashes in a row. */
export class QuarantineError extends Error {
  override readonly name = "QuarantineError";
  readonly code = "quarantined";
  readonly queue: string;
  readonly key: string;

  constructor(queue: string, key: string, crashes: number) {
    super(
      `key ${JSON.stringify(key)} of queue ${JSON.stringify(queue)} was processing at ${crashes} crashes in a row and is in` +
        " the failed set: mend what ends the process, then replay it",
    );
    this.queue = queue;
    this.key = key;
  }
}
