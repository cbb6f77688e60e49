import { expect, test } from "vitest";
import { Faults } from "../src/faults.ts";

test("what handlers do on purpose is no fault in the log, and everything else that is warned of is one", () => {
  using faults = new Faults();
  const log = faults.log.child({ key: "a" });
  log.info({}, "controller runs");
  log.warn({ err: new Error("not yet") }, "run failed");
  log.error({}, "key was given up");
  expect(faults.all).toEqual([]);
  log.warn({ waitMs: 10 }, "no work could be got from the queue");
  log.error({}, "source failed");
  expect(faults.all).toEqual([
    "logged: no work could be got from the queue { waitMs: 10 }",
    "logged: source failed {}",
  ]);
});

test("of very many the first are kept, and the others counted", () => {
  using faults = new Faults();
  for (let fault = 0; fault < 1000; fault++) faults.add(`fault ${fault}`);
  expect(faults.all[0]).toBe("fault 0");
  expect(faults.all).toHaveLength(51);
  expect(faults.all.at(-1)).toBe("and 950 more");
});

test("a warning of the process is a fault while it lives, and not when it is disposed", () => {
  const faults = new Faults();
  process.emit("warning", new Error("possible leak of listeners"));
  faults[Symbol.dispose]();
  process.emit("warning", new Error("ignored"));
  expect(faults.all).toHaveLength(1);
  expect(faults.all[0]).toMatch(/^a warning of the process: Error: possible leak of listeners/);
});
