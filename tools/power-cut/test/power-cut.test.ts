import type { Connect, SqliteDatabase } from "@workset/store-sqlite";
import { expect, test } from "vitest";
import { powerCut } from "../src/power-cut.ts";

const few = { images: 40, imagesARun: 20, steps: 100 };

test("nothing that was acknowledged is lost in a power cut, whether syncs have failed or not", async () => {
  const report = await powerCut({ ...few, seed: 20261128 });
  expect(report.faults).toEqual([]);
  expect(report.images).toBe(40);
  expect(report.failedSyncs).toBeGreaterThan(0);
  expect(report.acknowledged).toBeGreaterThan(100);
});

test("the same seed gives the same choices", async () => {
  const [one, other] = [await powerCut({ ...few, seed: 3 }), await powerCut({ ...few, seed: 3 })];
  expect(one).toEqual(other);
});

test("a store that does not wait for the disk is caught", async () => {
  const hasty = (connect: Connect): Connect => {
    return (path, options) => {
      const database = connect(path, options);
      const pragma: SqliteDatabase["pragma"] = (sql, how) =>
        database.pragma(sql.replace("synchronous = FULL", "synchronous = OFF"), how);
      return new Proxy(database, {
        get: (target, name) => {
          const value: unknown = name === "pragma" ? pragma : Reflect.get(target, name, target);
          return typeof value === "function" ? (value as () => unknown).bind(target) : value;
        },
      });
    };
  };
  const report = await powerCut({ ...few, seed: 1, sabotage: hasty });
  expect(report.faults.join("\n")).toMatch(/is lost|cannot be opened/);
});
