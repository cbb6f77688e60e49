import type {
  EventHandler,
  HandlerRegistration,
  Informer,
  KubernetesLike,
  ObjectMeta,
} from "@workset/informer";
import type { Enqueue, EventSource, SourceHost } from "./event-source.ts";
import type { ObjectEvent } from "./object-event.ts";
import { passes, type Predicate } from "./predicate.ts";

/** As in controller-runtime: what is merely looked at again goes behind what has changed. */
export const lowPriority = -100;

/** How many events may be on their way to the queue at once: one commit of a durable queue takes them all. */
const concurrency = 1000;

/** How the events of an informer become keys. */
export interface InformerSourceOptions<O> {
  /**
   * The name for logs and observers.
   * @defaultValue what the source does
   */
  readonly name?: string;
  /**
   * Events that one of these refuses ask for nothing.
   * @defaultValue none: every event counts
   */
  readonly predicates?: readonly Predicate<O>[];
  /**
   * The version of an object: an update that leaves it as it was changed nothing.
   * @defaultValue that of Kubernetes' metadata; without one, the object itself
   */
  readonly versionOf?: ObjectMeta<O>["versionOf"];
  /**
   * The priority of changes.
   * @defaultValue 0
   */
  readonly priority?: number;
  /**
   * The priority of the initial list, and of updates which changed nothing.
   * @defaultValue -100
   */
  readonly lowPriority?: number;
}

/** An informer, as far as a source needs it. */
export type InformerToHear<O> = Pick<Informer<O>, "addHandler" | "start">;

/** What a source asks for when this object changed. */
export interface ItemsOf<O, T> {
  /** The items of an object in one of its states. */
  of(object: O): Iterable<T>;
  /** The items of an object of which only the key is known. */
  ofKey(key: string): Iterable<T>;
}

/**
 * Asks for keys when the objects of an informer change. Starts the informer, if nobody has, and leaves it to its owner
 * to stop it. A call of its handler settles when the keys it asked for are in the queue, so that an informer which
 * remembers how far it has come never remembers more than that; a call that fails is made again.
 */
export class InformerSource<O, T> implements EventSource<T> {
  readonly name: string;
  readonly #informer: InformerToHear<O>;
  readonly #items: ItemsOf<O, T>;
  readonly #options: InformerSourceOptions<O>;
  #registration: HandlerRegistration | undefined;

  constructor(
    informer: InformerToHear<O>,
    items: ItemsOf<O, T>,
    options: InformerSourceOptions<O> & { readonly name: string },
  ) {
    this.name = options.name;
    this.#informer = informer;
    this.#items = items;
    this.#options = options;
  }

  start(enqueue: Enqueue<T>, host: SourceHost<T>): void {
    this.#registration = this.#informer.addHandler(this.#handler(enqueue, host), {
      name: this.name,
      onFailure: "retry",
      concurrency,
    });
    void this.#informer.start();
  }

  #handler(enqueue: Enqueue<T>, host: SourceHost<T>): EventHandler<O> {
    const { priority = 0, lowPriority: low = lowPriority, predicates = [] } = this.#options;
    const matters = (event: ObjectEvent<O>): boolean =>
      passes(event, predicates, (error) => host.report(error));
    const ask = (states: readonly O[], priority: number): Promise<void> => {
      const items = unique(
        states.map((state) => () => this.#items.of(state)),
        host,
      );
      return enqueueAll(items, priority, enqueue);
    };
    return {
      onAdd: (object, isInInitialList) => {
        if (!matters({ type: "added", object, isInInitialList })) return;
        return ask([object], isInInitialList ? low : priority);
      },
      onUpdate: (before, object) => {
        if (!matters({ type: "updated", before, object })) return;
        return ask([before, object], this.#isUnchanged(before, object) ? low : priority);
      },
      onDelete: ({ key, last, finalStateUnknown }) => {
        if (last === undefined)
          return enqueueAll(unique([() => this.#items.ofKey(key)], host), priority, enqueue);
        if (!matters({ type: "deleted", object: last, finalStateUnknown })) return;
        return ask([last], priority);
      },
    };
  }

  #isUnchanged(before: O, object: O): boolean {
    const { versionOf = metadataVersion } = this.#options;
    const version = versionOf(object);
    return version === undefined ? before === object : version === versionOf(before);
  }

  async synced(signal: AbortSignal): Promise<void> {
    await this.#registration?.synced(signal);
  }

  async stop(): Promise<void> {
    await this.#registration?.remove();
  }
}

function metadataVersion(object: unknown): string | undefined {
  return (object as KubernetesLike).metadata?.resourceVersion;
}

async function enqueueAll<T>(items: Iterable<T>, priority: number, enqueue: Enqueue<T>): Promise<void> {
  await Promise.all(Array.from(items, (item) => enqueue(item, { priority })));
}

/** Each item once. A function that throws is reported: the other state may still say whom the change concerns. */
function unique<T>(sets: readonly (() => Iterable<T>)[], host: SourceHost<T>): Iterable<T> {
  const byKey = new Map<string, T>();
  for (const set of sets) {
    try {
      for (const item of set()) byKey.set(host.keyOf(item), item);
    } catch (error) {
      host.report(error);
    }
  }
  return byKey.values();
}
