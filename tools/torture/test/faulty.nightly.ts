import { describe, test } from "vitest";
import { kills } from "../src/scenarios/kills.ts";
import { quarantine } from "../src/scenarios/quarantine.ts";
import { takeover } from "../src/scenarios/takeover.ts";
import { expectCacheFault, expectStoreFault } from "./find-fault.ts";

describe.concurrent("the torture finds a store that", () => {
  test.for([
    ["acknowledges-ends-early", "repeated", kills],
    ["drops-recovery", "lost", kills],
    ["keeps-the-first-payload", "lost", kills],
    ["halves-delays", "early", kills],
    ["forgets-failures", "uncounted", kills],
    ["damages-the-file", "damaged", kills],
    ["never-quarantines", "stuck", quarantine],
    ["quarantines-bystanders", "bystander", quarantine],
    ["takes-what-is-owned", "concurrent", takeover],
  ] as const)("%s: %s", ([name, kind, scenario]) => expectStoreFault(name, kind, scenario));
});

describe("the torture finds a cache or a handler that", () => {
  test.for([
    ["settles-early", "ahead"],
    ["claims-versions-early", "ahead"],
    ["forgets-deletes", "ahead"],
    ["forgets-objects", "ahead"],
  ] as const)("%s: %s", ([name, kind]) => expectCacheFault(name, kind));
});
