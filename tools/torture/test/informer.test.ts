import { randomInt } from "node:crypto";
import { expect, test } from "vitest";
import { asText } from "../src/as-text.ts";
import { informer } from "../src/scenarios/informer.ts";
import { torture } from "../src/torture.ts";

const kills = process.env["WORKSET_NIGHTLY"] === "1" ? 400 : 12;
const alone = [{ ...informer, share: 1 }];

test(
  `no delete and no last state is missed, and no cache is ahead of its handlers, over ${kills} kills`,
  { timeout: 3_600_000 },
  async () => {
    const report = await torture({ kills, seed: randomInt(2 ** 32), scenarios: alone });
    const text = asText(report);
    console.log(text);
    expect(report.faults, text).toEqual([]);
    expect(report.kills).toBe(kills);
    // A torture that does nothing finds nothing.
    const [, calls] = /informer: ([\d,]+) calls/.exec(report.notes.join("\n"))!;
    expect(Number(calls!.replaceAll(",", ""))).toBeGreaterThan(kills * 60);
  },
);
