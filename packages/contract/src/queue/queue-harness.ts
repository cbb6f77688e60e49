import type { Clause, Harness } from "../clause.ts";
import type {
  BatchVerbs,
  DelayVerbs,
  IdleVerb,
  Item,
  ProcessVerb,
  QueueSubject,
  RemoveVerbs,
  RetryVerbs,
} from "./queue-subject.ts";

/**
 * What a queue can do besides handing out keys in order.
 *
 * - `"payloads"`: its items carry more than their key, and a policy says which of two is kept
 * - `"priorities"`, `"ageing"`: higher goes first; waiting makes up for a low priority
 * - `"batches"`: `getBatch`
 * - `"delays"`: `addAfter`, `cancel`, `postpone`, `waiting`
 * - `"separate"`: it can be opened so that a waiting key and an active one know nothing of each other, as in client-go
 * - `"merge"`: it can be opened so that the two are one
 * - `"rate-limits"`: `addRateLimited`, `forget`, `numRequeues`
 * - `"processes"`: `process`
 * - `"idle"`: `idle`
 * - `"removes"`: `remove`, `clear`
 * - `"in-process"`: what it holds ends with it
 */
export const queueCapabilities = [
  "payloads",
  "priorities",
  "ageing",
  "batches",
  "delays",
  "separate",
  "merge",
  "rate-limits",
  "processes",
  "idle",
  "removes",
  "in-process",
] as const;

/** Something that a queue can do, and that clauses may need. */
export type QueueCapability = (typeof queueCapabilities)[number];

/** How a clause wants its queue. An option is given only where the clause needs the capability it belongs to. */
export interface QueueSetup {
  /** @defaultValue "latest" */
  readonly payload?: "latest" | "first" | ((waiting: Item, added: Item) => Item);
  /** Whether waiting and active keys are one. @defaultValue whatever the queue prefers */
  readonly merge?: boolean;
  /** How long a ready key takes to gain a point of priority. @defaultValue none: priority is strict */
  readonly ageing?: { readonly pointMs: number };
  /** The first wait of the queue's limiter; each further one of a key is twice as long. @defaultValue 10 */
  readonly baseMs?: number;
}

/** A queue with the verbs that its harness's capabilities promise. */
export type OpenedQueue = QueueSubject &
  Partial<BatchVerbs & DelayVerbs & RetryVerbs & ProcessVerb & IdleVerb & RemoveVerbs>;

/** Where queues are made and time is moved by hand. */
export interface QueueHarness extends Harness<QueueCapability> {
  /** Makes a new, empty queue. */
  open(setup?: QueueSetup): OpenedQueue | Promise<OpenedQueue>;
  /** Moves the time of the harness's queues forward, and lets happen what is due then. */
  advance(ms: number): Promise<void>;
}

/** A promise of a work queue. */
export type QueueClause = Clause<QueueHarness>;
