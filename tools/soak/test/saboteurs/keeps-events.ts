import type { House } from "../../src/house.ts";

/** A handler that keeps four kilobytes for each event it hears of. */
export function enter({ informer }: House): AsyncDisposable {
  const kept: unknown[] = [];
  const keep = (): void => void kept.push(Array.from({ length: 512 }, (_, at) => at / 2));
  return informer.addHandler({ onAdd: keep, onUpdate: keep });
}
