/** A string between quotes, as servers write it in messages. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The JSON type of a value, by the words of the decoder. */
export function jsonType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value;
}
