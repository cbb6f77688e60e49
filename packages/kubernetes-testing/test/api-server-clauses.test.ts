import { apiServerClauses, checkClause } from "@workset/contract";
import { describe, expect, test } from "vitest";
import { openHarness } from "./api-server-harness.ts";
import { faultyServers } from "./faulty-servers.ts";

describe.each(["process", "port"] as const)("called by %s", (over) => {
  test.each(apiServerClauses.map((clause) => [clause.title, clause] as const))(
    "%s",
    async (_title, clause) => {
      expect(await checkClause(clause, openHarness(over))).toBe("kept");
    },
  );
});

test(
  "every clause catches a faulty server, and every faulty server is caught",
  { timeout: 120_000 },
  async () => {
    const caught = new Map<string, string[]>();
    for (const [name, make] of Object.entries(faultyServers)) {
      const by: string[] = [];
      for (const clause of apiServerClauses) {
        const verdict = await checkClause(clause, openHarness("process", make())).catch(() => "broken");
        if (verdict === "broken") by.push(clause.title);
      }
      caught.set(name, by);
    }
    const catching = new Set([...caught.values()].flat());
    expect([...caught].filter(([, by]) => by.length === 0).map(([name]) => name)).toEqual([]);
    expect(apiServerClauses.map(({ title }) => title).filter((title) => !catching.has(title))).toEqual([]);
  },
);
