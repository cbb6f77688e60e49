import { expect, test } from "vitest";
import { judged, run } from "./judged.ts";

const died = [{ is: "killing" }, { is: "dead" }] as const;
const reborn = [
  { is: "spawned", instance: 2, atMs: 100 },
  { is: "opening", instance: 2, atMs: 180 },
] as const;

test("acknowledgements are counted", () => {
  const { tally } = judged({ is: "added" }, { is: "added", version: 2 }, ...died);
  expect(tally).toMatchObject({ acknowledged: 2, runs: 0, reruns: 0 });
});

test("keys that were processing at too many crashes are remembered", () => {
  const { tally } = judged({ is: "opened", quarantined: ["a"] }, { is: "opened", quarantined: ["b", "a"] });
  expect([...tally.quarantined]).toEqual(["a", "b"]);
});

test("kills are counted by how far the process was", () => {
  const spawned = [1, 2, 3, 4].map((instance) => ({ is: "spawned", instance }) as const);
  const opening = [2, 3, 4].map((instance) => ({ is: "opening", instance }) as const);
  const killing = [1, 2, 3, 4].map((instance) => ({ is: "killing", instance }) as const);
  const { tally } = judged(...spawned, ...opening, { is: "opened", instance: 4 }, ...killing);
  expect(tally.killed).toEqual({ starting: 1, opening: 2, working: 1 });
});

test("a run that was interrupted and comes again is a re-run, timed from the start of the process and from open", () => {
  const again = { is: "started", instance: 2, run: 2, crashes: 1, atMs: 190 } as const;
  const { tally } = judged({ is: "started" }, ...died, ...reborn, again);
  expect(tally).toMatchObject({ runs: 2, reruns: 1, rerunsOfWorked: 0 });
  expect(tally).toMatchObject({ firstRerunSinceSpawnMs: [90], firstRerunSinceOpenMs: [10] });
});

test("only the first re-run of a process is timed", () => {
  const again = { is: "started", instance: 2, crashes: 1 } as const;
  const journal = [
    { ...again, run: 2, atMs: 190 },
    { ...again, run: 3, key: "b", atMs: 300 },
  ] as const;
  expect(judged(...reborn, ...journal).tally.firstRerunSinceOpenMs).toEqual([10]);
});

test("a re-run of a run that had reached its end is counted apart", () => {
  const again = { is: "started", instance: 2, run: 2, crashes: 1 } as const;
  const { tally } = judged({ is: "started" }, { is: "ending" }, ...died, ...reborn, again);
  expect(tally).toMatchObject({ reruns: 1, rerunsOfWorked: 1 });
});

test("a run after one whose end was committed but not acknowledged is another run", () => {
  const other = { is: "started", instance: 2, run: 2, version: 2, crashes: 0 } as const;
  const { tally } = judged({ is: "started" }, { is: "ending" }, ...died, ...reborn, other);
  expect(tally).toMatchObject({ runs: 2, reruns: 0 });
});

test("a run whose end was acknowledged is not interrupted", () => {
  const other = { is: "started", instance: 2, run: 2, version: 2, crashes: 1 } as const;
  expect(judged(...run(), ...died, ...reborn, other).tally.reruns).toBe(0);
});
