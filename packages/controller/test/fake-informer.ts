import type { ComponentStatus } from "@workset/clock";
import type {
  EventHandler,
  HandlerOptions,
  HandlerRegistration,
  InformerStopReport,
} from "@workset/informer";

export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly {
      apiVersion: string;
      kind: string;
      name: string;
      controller?: boolean;
    }[];
  };
}

/** A pod of the namespace `shop`. */
export function pod(name: string, version = "1", more: Partial<Pod["metadata"]> = {}): Pod {
  return { metadata: { name, namespace: "shop", resourceVersion: version, ...more } };
}

/** An informer whose changes the test makes; each call resolves when the handlers have settled. */
export class FakeInformer<O> {
  readonly options: (HandlerOptions<O> | undefined)[] = [];
  readonly #handlers = new Set<EventHandler<O>>();
  readonly #synced = Promise.withResolvers<void>();
  readonly name = "pods";
  started = 0;
  hasSynced = false;
  isStopped = false;

  addHandler(handler: EventHandler<O>, options?: HandlerOptions<O>): HandlerRegistration {
    this.#handlers.add(handler);
    this.options.push(options);
    const remove = async (): Promise<void> => void this.#handlers.delete(handler);
    const synced = (): Promise<void> => this.#synced.promise;
    return { hasSynced: false, backlog: 0, synced, remove, [Symbol.asyncDispose]: remove };
  }

  async start(): Promise<void> {
    this.started++;
  }

  async stop(): Promise<InformerStopReport> {
    this.isStopped = true;
    return { ended: "finished", abandonedCalls: [], unsavedChanges: 0 };
  }

  get status(): ComponentStatus {
    const { hasSynced: ready, isStopped } = this;
    return { state: ready ? "running" : "starting", healthy: !isStopped, ready };
  }

  sync(): void {
    this.hasSynced = true;
    this.#synced.resolve();
  }

  added(object: O, isInInitialList = false): Promise<void> {
    return this.#tell((handler) => handler.onAdd?.(object, isInInitialList));
  }

  updated(before: O, object: O): Promise<void> {
    return this.#tell((handler) => handler.onUpdate?.(before, object));
  }

  deleted(key: string, last?: O): Promise<void> {
    return this.#tell((handler) => handler.onDelete?.({ key, last, finalStateUnknown: last === undefined }));
  }

  async #tell(call: (handler: EventHandler<O>) => unknown): Promise<void> {
    for (const handler of this.#handlers) await call(handler);
  }
}
