import { test } from "vitest";
import { expectFault } from "./run.ts";

test.for([
  ["keeps-events", /^fault: heap used grows/m],
  ["keeps-listeners", /^fault: (\d+ listeners were left|listeners grows)/m],
  ["keeps-timers", /^fault: (\d+ timers were left|timers of the clock grows)/m],
  ["reads-for-ever", /^fault: log of the store grows/m],
  ["drops-adds", /^fault: durable: \d+ keys are not handled after/m],
] as const)("a soak reports a plugin that %s", ([plugin, says]) => expectFault(plugin, says));
