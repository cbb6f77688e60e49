import { adding } from "./faulty/adding.ts";
import { backingOff } from "./faulty/backing-off.ts";
import { clockJumps } from "./faulty/clock-jumps.ts";
import { crashing } from "./faulty/crashing.ts";
import { deadlines } from "./faulty/deadlines.ts";
import { ending } from "./faulty/ending.ts";
import { failedSet } from "./faulty/failed-set.ts";
import type { FaultyStore } from "./faulty/faulty-store.ts";
import { givingBack } from "./faulty/giving-back.ts";
import { givingUp } from "./faulty/giving-up.ts";
import { line } from "./faulty/line.ts";
import { looking } from "./faulty/looking.ts";
import { naming } from "./faulty/naming.ts";
import { observing } from "./faulty/observing.ts";
import { removing } from "./faulty/removing.ts";
import { reopening } from "./faulty/reopening.ts";
import { retrying } from "./faulty/retrying.ts";
import { taking } from "./faulty/taking.ts";
import { waiting } from "./faulty/waiting.ts";

/** Faulty stores, each wrong in one way. The contract has to notice every one of them. */
export const faultyStores: readonly FaultyStore[] = [
  ...adding,
  ...line,
  ...taking,
  ...ending,
  ...givingBack,
  ...waiting,
  ...backingOff,
  ...deadlines,
  ...clockJumps,
  ...retrying,
  ...givingUp,
  ...failedSet,
  ...removing,
  ...crashing,
  ...reopening,
  ...looking,
  ...observing,
  ...naming,
];
