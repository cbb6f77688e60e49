import type { Item } from "../queue/queue-subject.ts";

/** A key that needs work, now or later. */
export interface ModelWork {
  readonly key: string;
  readonly item: Item;
  readonly priority: number;
  /** When it was added; for a waiting key, when it is due. */
  readonly at: number;
  /** Whether it is older than what was added while it was processed. */
  readonly again?: boolean;
}

/** A key that is processed. */
export interface ModelLease extends Disposable {
  readonly key: string;
  readonly item: Item;
  readonly priority: number;
  done(): void;
}

/** The one with this key, searched from the front. */
export function of<K extends { readonly key: string }>(list: readonly K[], key: string): K | undefined {
  return list.find((one) => one.key === key);
}

/** Takes one out; whether it was there. */
export function remove<T>(list: T[], one: T | undefined): boolean {
  const at = list.indexOf(one as T);
  if (at !== -1) list.splice(at, 1);
  return at !== -1;
}
