import { expect, test } from "vitest";
import { kinds, run } from "./judged.ts";

const asked = { is: "asked", version: 9 } as const;

test("a run that sees an older version than the one before is stale", () => {
  expect(kinds(asked, ...run({ version: 3 }), { is: "started", run: 2, version: 2 })).toEqual(["stale"]);
});

test("a run is not to be repeated after its end was acknowledged", () => {
  expect(kinds(asked, ...run(), { is: "started", run: 2 })).toEqual(["repeated"]);
});

test("a run may be repeated while its end is not acknowledged, or when it is tried again or was given back", () => {
  const again = { is: "started", instance: 2, run: 2, crashes: 1 } as const;
  expect(kinds(asked, { is: "started" }, { is: "ending" }, { is: "dead" }, again)).toEqual([]);
  for (const of of [
    { how: "retry", ending: "waiting" },
    { how: "give-back", ending: "ready" },
  ] as const) {
    expect(
      kinds(
        asked,
        { is: "started" },
        { is: "ending", ...of },
        { is: "ended", ...of },
        { ...again, failures: 1 },
      ),
    ).toEqual([]);
  }
});
