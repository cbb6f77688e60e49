/** A body that does not fit its type. The message is what servers say. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}
