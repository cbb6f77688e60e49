import { setImmediate } from "node:timers/promises";
import type { QueueStore, Store } from "@workset/store";

/** The verbs of a queue in a store. */
export type VerbName = {
  [Name in keyof QueueStore]: QueueStore[Name] extends (...given: never[]) => unknown ? Name : never;
}[keyof QueueStore];

/** What to do instead of calling a verb; `call` calls it. */
export type Around = (verb: VerbName, call: () => Promise<unknown>) => Promise<unknown>;

/** A store whose queues do something around each verb. */
export function wrapped(store: Store, around: Around): Store {
  return {
    capabilities: store.capabilities,
    open: async (options) => wrappedQueue(await store.open(options), around),
    queues: () => store.queues(),
    dropQueue: (name) => store.dropQueue(name),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

function wrappedQueue(queue: QueueStore, around: Around): QueueStore {
  return new Proxy(queue, {
    get(target, name) {
      const property: unknown = Reflect.get(target, name);
      if (typeof property !== "function") return property;
      return (...given: unknown[]) =>
        around(name as VerbName, () => Reflect.apply(property, target, given) as Promise<unknown>);
    },
  });
}

/** Turns of the event loop. */
export async function turns(many: number): Promise<void> {
  for (let left = many; left > 0; left--) await setImmediate();
}

/** Acts at once, and answers some turns of the event loop later: always as many, so that answers come in order. */
export const late: Around = async (_, call) => {
  const [answer] = await Promise.allSettled([call(), turns(3)]);
  if (answer.status === "rejected") throw answer.reason;
  return answer.value;
};

/** Acts at once, and answers out of step: of three verbs the second is the first to be answered. */
export function outOfStep(): Around {
  let verbs = 0;
  return async (_, call) => {
    const [answer] = await Promise.allSettled([call(), turns([2, 0, 3][verbs++ % 3]!)]);
    if (answer.status === "rejected") throw answer.reason;
    return answer.value;
  };
}

/** Acts at once, and answers only what it is let answer. */
export class HeldAnswers {
  readonly #held: { readonly verb: VerbName; readonly answer: () => void }[] = [];
  holding = false;

  readonly around: Around = async (verb, call) => {
    const acting = call();
    if (!this.holding) return acting;
    await Promise.allSettled([acting, new Promise<void>((answer) => this.#held.push({ verb, answer }))]);
    return acting;
  };

  /** The verbs that have acted and not been answered, in order. */
  get held(): VerbName[] {
    return this.#held.map(({ verb }) => verb);
  }

  /** Answers the verbs of this name, or the oldest ones, as many as asked for. */
  async answer(verbs: VerbName | number = Infinity): Promise<void> {
    const chosen = this.#held.filter(({ verb }, at) =>
      typeof verbs === "number" ? at < verbs : verb === verbs,
    );
    for (const each of chosen) {
      this.#held.splice(this.#held.indexOf(each), 1);
      each.answer();
    }
    await turns(1);
  }
}

/** Refuses verbs while it is told to, without calling them. */
export class Refusals {
  readonly #refused = new Map<VerbName, Error>();
  /** How often each verb was called, refused or not. */
  readonly calls: VerbName[] = [];

  readonly around: Around = async (verb, call) => {
    this.calls.push(verb);
    const error = this.#refused.get(verb);
    if (error) throw error;
    return call();
  };

  refuse(...verbs: VerbName[]): Error {
    const error = new Error(`refused: ${verbs.join(", ")}`);
    for (const verb of verbs) this.#refused.set(verb, error);
    return error;
  }

  relent(): void {
    this.#refused.clear();
  }
}
