import { DecodeError } from "./decode-error.ts";

/** A time as objects write it: seconds, UTC. */
export function timeText(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(0, 19)}Z`;
}

/** A time with microseconds, as Leases and Events write it. */
export function microTimeText(wallMs: number): string {
  const micros = Math.round((wallMs % 1000) * 1000);
  return `${new Date(wallMs).toISOString().slice(0, 19)}.${String(micros).padStart(6, "0")}Z`;
}

/** Reads a time in RFC 3339 and writes it in UTC. */
export function parseTime(text: string): string {
  const read = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/u.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(read)) throw unreadable(text, "2006-01-02T15:04:05Z07:00");
  return timeText(read);
}

const microTime = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\.(\d{6})(Z|[+-]\d{2}:\d{2})$/u;

/** Reads a time that has exactly six digits of a second, and writes it in UTC. */
export function parseMicroTime(text: string): string {
  const found = microTime.exec(text);
  const read = found === null ? Number.NaN : Date.parse(`${found[1]!}${found[3]!}`);
  if (Number.isNaN(read)) throw unreadable(text, "2006-01-02T15:04:05.000000Z07:00");
  return `${new Date(read).toISOString().slice(0, 19)}.${found![2]!}Z`;
}

/** The words for a time that does not fit the layout: which rest of it met which rest of the layout. */
function unreadable(text: string, layout: string): DecodeError {
  const parts: readonly (readonly [RegExp, string])[] = [
    [/^\d{4}/u, "2006"],
    [/^-/u, "-"],
    [/^\d{2}/u, "01"],
    [/^-/u, "-"],
    [/^\d{2}/u, "02"],
    [/^T/u, "T"],
    [/^\d{2}/u, "15"],
    [/^:/u, ":"],
    [/^\d{2}/u, "04"],
    [/^:/u, ":"],
    [/^\d{2}/u, "05"],
    ...(layout.includes(".000000") ? ([[/^\.\d{6}/u, ".000000"]] as const) : []),
    [/^(Z|[+-]\d{2}:\d{2})$/u, "Z07:00"],
  ];
  let rest = text;
  for (const [pattern, name] of parts) {
    const found = pattern.exec(rest);
    if (found === null) {
      return new DecodeError(`parsing time "${text}" as "${layout}": cannot parse "${rest}" as "${name}"`);
    }
    rest = rest.slice(found[0].length);
  }
  return new DecodeError(`parsing time "${text}": out of range`);
}

/** The milliseconds since 1970 of a time, or NaN when it is none. */
export function readTime(text: string): number {
  return Date.parse(text);
}
