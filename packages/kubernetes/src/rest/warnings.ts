/** The texts of a `Warning` header: `299 - "unknown field"`, several of them separated by commas. */
export function warningsIn(header: string | null): string[] {
  if (!header) return [];
  const found = header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g);
  return Array.from(found, ([, text]) => text!.replaceAll(/\\(.)/g, "$1"));
}
