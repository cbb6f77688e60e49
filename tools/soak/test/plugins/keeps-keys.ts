import type { SoakApp } from "../../src/soak-app.ts";

/** A handler that keeps an object of about a hundred bytes for each key it ever heard of. */
export function enter({ informer }: SoakApp): AsyncDisposable {
  const known = new Map<string, { readonly since: number; readonly seen: readonly number[] }>();
  return informer.addHandler({
    onAdd: ({ name }) => void known.set(name, { since: known.size, seen: [1, 2] }),
  });
}
