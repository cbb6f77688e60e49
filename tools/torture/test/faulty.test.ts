import { test } from "vitest";
import { kills } from "../src/scenarios/kills.ts";
import { expectCacheFault, expectStoreFault } from "./find-fault.ts";

// One faulty implementation of each kind; the nightly tests run them all.

test.concurrent("a store that acknowledges adds early loses keys, and the torture finds it", () =>
  expectStoreFault("acknowledges-adds-early", "lost", kills));

test.concurrent("a store that hands a key out twice is found", () =>
  expectStoreFault("hands-out-twice", "concurrent", kills));

test.concurrent("a cache that announces nothing misses deletes, and the torture finds it", () =>
  expectCacheFault("announces-nothing", "missed"));
