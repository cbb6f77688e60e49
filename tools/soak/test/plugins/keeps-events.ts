import type { SoakApp } from "../../src/soak-app.ts";

/** A handler that keeps four kilobytes for each event. */
export function enter({ informer }: SoakApp): AsyncDisposable {
  const kept: unknown[] = [];
  const keep = (): void => void kept.push(Array.from({ length: 512 }, (_, at) => at / 2));
  return informer.addHandler({ onAdd: keep, onUpdate: keep });
}
