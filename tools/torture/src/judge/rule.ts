import type { JournalEvent } from "../event.ts";
import type { Report } from "./fault.ts";

/** One promise, checked against the journal. It sees every event in order. */
export interface Rule {
  see(event: JournalEvent, report: Report): void;
}

/** The value under this key, made when it is missing. */
export function of<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
