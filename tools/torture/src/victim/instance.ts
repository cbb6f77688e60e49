import { writeSync } from "node:fs";
import { systemClock } from "@workset/clock";
import type { DurableQueue } from "@workset/durable";
import { exponential, type RateLimiter } from "@workset/rate-limiters";
import { JournalWriter } from "../journal.ts";
import { randomOf, type Random } from "kit";
import type { Item } from "./item.ts";
import type { InstancePlan } from "./plan.ts";

/** How many versions and ops one instance may use. */
const opsPerInstance = 10_000_000;

/** What every part of a living process shares: its plan, its journal, and the numbers of what it asks for. */
export class Instance {
  readonly plan: InstancePlan;
  readonly journal: JournalWriter;
  readonly clock: typeof systemClock = systemClock;
  /** Short back-offs, so that some are over within an instance and some outlive several. */
  readonly limiter: RateLimiter = exponential({ baseMs: 40, maxMs: 640 });
  /** Whether the queue is being closed, so that verbs may be refused. */
  closing = false;
  #ops = 0;

  constructor(plan: InstancePlan) {
    this.plan = plan;
    this.journal = new JournalWriter(plan.journal);
  }

  /** The next number: greater than any that was used before, by this process or by those before it. */
  op(): number {
    return this.plan.instance * opsPerInstance + ++this.#ops;
  }

  /** A stream of random choices for one part of the process. */
  random(part: string): Random {
    return randomOf(this.plan.seed, this.plan.instance, part);
  }

  /** Tells the parent how far the process is. */
  notice(text: string): void {
    writeSync(1, `${text}\n`);
  }
}

/** The queue the victims work on. */
export type InstanceQueue = DurableQueue<Item>;
