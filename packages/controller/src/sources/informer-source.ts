import { abortable } from "@workset/clock";
import type {
  EventHandler,
  HandlerRegistration,
  Informer,
  KubernetesLike,
  ObjectMeta,
} from "@workset/informer";
import type { EventSource, SourceHost, SourceTrouble } from "./event-source.ts";
import { passes, type ObjectEvent, type Predicate } from "./predicate.ts";

/** As in controller-runtime: keys that are merely checked again go behind keys that changed. */
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
   * An event that one of these refuses enqueues nothing.
   * @defaultValue none: every event counts
   */
  readonly predicates?: readonly Predicate<O>[];
  /**
   * The version of an object: an update that leaves it as it was changed nothing.
   * @defaultValue the informer's `meta`; without one, the `resourceVersion` of Kubernetes' metadata; without that, the
   * object itself
   */
  readonly versionOf?: ObjectMeta<O>["versionOf"];
  /**
   * The priority of changes.
   * @defaultValue 0
   */
  readonly priority?: number;
  /**
   * The priority of the initial list, and of updates that changed nothing.
   * @defaultValue -100
   */
  readonly lowPriority?: number;
}

/** What a source needs of an informer. */
export interface InformerLike<O> extends Pick<Informer<O>, "addHandler"> {
  start(): PromiseLike<void> | void;
  /** How its objects are read. @defaultValue as those of Kubernetes */
  readonly meta?: Partial<Pick<ObjectMeta<O>, "keyOf" | "versionOf">>;
  /** The failure that keeps it from listing or watching now, if any. */
  readonly trouble?: SourceTrouble | undefined;
}

/** The items that a source enqueues when an object changed. */
export interface ItemsOf<O, T> {
  /** The items of an object in one of its states. */
  of(object: O): Iterable<T>;
  /** The items of an object of which only the key is known. */
  ofKey(key: string): Iterable<T>;
}

/**
 * Enqueues keys when the objects of an informer change. Starts the informer if it does not run yet, and leaves it to its
 * owner to stop it. A call of its handler settles when the keys it enqueued are in the queue, so that the informer's
 * saved position is never ahead of the queue; a call that fails is made again.
 */
export class InformerSource<O, T> implements EventSource<T> {
  readonly name: string;
  readonly #informer: InformerLike<O>;
  readonly #items: ItemsOf<O, T>;
  readonly #options: InformerSourceOptions<O>;
  #registration: HandlerRegistration | undefined;

  constructor(
    informer: InformerLike<O>,
    items: ItemsOf<O, T>,
    options: InformerSourceOptions<O> & { readonly name: string },
  ) {
    this.name = options.name;
    this.#informer = informer;
    this.#items = items;
    this.#options = options;
  }

  async start(host: SourceHost<T>, signal: AbortSignal): Promise<void> {
    const registration = this.#informer.addHandler(this.#handler(host), {
      name: this.name,
      onFailure: "retry",
      concurrency,
    });
    this.#registration = registration;
    const starting = Promise.resolve(this.#informer.start());
    await Promise.all([abortable(starting, signal), registration.synced(signal)]);
  }

  #handler(host: SourceHost<T>): EventHandler<O> {
    const { priority = 0, lowPriority: low = lowPriority, predicates = [] } = this.#options;
    const counts = (event: ObjectEvent<O>): boolean =>
      passes(event, predicates, (error) => host.report(error));
    const enqueueStates = (states: readonly O[], priority: number): Promise<void> => {
      const items = unique(
        states.map((state) => () => this.#items.of(state)),
        host,
      );
      return enqueueAll(items, priority, host);
    };
    return {
      onAdd: (object, isInInitialList) => {
        if (!counts({ type: "added", object, isInInitialList })) return;
        return enqueueStates([object], isInInitialList ? low : priority);
      },
      onUpdate: (before, object) => {
        if (!counts({ type: "updated", before, object })) return;
        return enqueueStates([before, object], this.#isUnchanged(before, object) ? low : priority);
      },
      onDelete: ({ key, last, finalStateUnknown }) => {
        if (last === undefined)
          return enqueueAll(unique([() => this.#items.ofKey(key)], host), priority, host);
        if (!counts({ type: "deleted", object: last, finalStateUnknown })) return;
        return enqueueStates([last], priority);
      },
    };
  }

  #isUnchanged(before: O, object: O): boolean {
    const versionOf = this.#options.versionOf ?? this.#informer.meta?.versionOf ?? metadataVersion;
    const version = versionOf(object);
    return version === undefined ? before === object : version === versionOf(before);
  }

  get trouble(): SourceTrouble | undefined {
    return this.#informer.trouble;
  }

  async stop(): Promise<void> {
    await this.#registration?.remove();
  }
}

function metadataVersion(object: unknown): string | undefined {
  return (object as KubernetesLike).metadata?.resourceVersion;
}

async function enqueueAll<T>(items: Iterable<T>, priority: number, host: SourceHost<T>): Promise<void> {
  await Promise.all(Array.from(items, (item) => host.enqueue(item, { priority })));
}

/** Each item once. A function that throws is reported: the items of the other state are still enqueued. */
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
