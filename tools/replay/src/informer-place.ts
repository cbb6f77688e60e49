import { ManualClock } from "@workset/clock";
import { SharedInformer } from "@workset/informer";
import type { Deletion, EventHandler, HandlerRegistration, InformerFailure } from "@workset/informer";
import {
  recordedMeta,
  recordedTransform,
  type RecordedObject,
  type RecordedTombstone,
} from "./recorded-object.ts";
import { RecordedResyncs } from "./recorded-resyncs.ts";
import type { Place } from "./replay-trace.ts";
import { ScriptedSource, type RecordedCall, type RecordedStatus } from "./scripted-source.ts";

/** How the informer of a recording was made. */
export interface InformerConfig {
  readonly resyncMs: number;
  readonly transform: boolean;
}

/** A call of a handler, as it is recorded. */
export type RecordedEvent =
  | readonly [type: "add", object: RecordedObject, isInInitialList: boolean]
  | readonly [type: "update", before: RecordedObject, object: RecordedObject]
  | readonly [type: "delete", object: RecordedObject | RecordedTombstone];

/** What a step came to, besides the state it left. */
export interface Told {
  readonly calls: readonly RecordedCall[];
  readonly events: Readonly<Record<string, readonly RecordedEvent[]>>;
  readonly watchErrors: readonly RecordedStatus[];
  readonly value: { readonly error: string } | null;
}

/** One handler of a recording. */
interface Registered {
  readonly registration: HandlerRegistration;
  isRemoved: boolean;
  events: RecordedEvent[];
}

/** What keeps a re-implementation from waiting for the same time as the recording: a watch that stays silent for long. */
const forEverMs = 1e9;

/** Where a recording of `sharedInformer` is replayed. */
export class InformerPlace implements Place {
  readonly clock: ManualClock = new ManualClock();
  readonly source: ScriptedSource = new ScriptedSource();
  readonly informer: SharedInformer<RecordedObject, "namespace">;
  readonly resyncs: RecordedResyncs;
  readonly #handlers = new Map<string, Registered>();
  #watchErrors: RecordedStatus[] = [];
  #isStarted = false;

  constructor({ resyncMs, transform }: InformerConfig) {
    this.informer = new SharedInformer<RecordedObject, "namespace">({
      source: this.source,
      meta: recordedMeta,
      indexes: { namespace: ({ ns = "" }) => [ns] },
      queue: "per-key",
      clock: this.clock,
      reflector: { watchTimeoutMs: forEverMs },
      onError: (error, failure) => this.#failed(error as Error, failure),
      ...(transform && { transform: recordedTransform }),
    });
    this.resyncs = new RecordedResyncs(this.clock, resyncMs, () => this.informer.resync());
  }

  addHandler(id: string, resyncMs?: number, filterApp?: string): { error: string } | null {
    const registered = { events: [] as RecordedEvent[], isRemoved: false };
    const isKnown = (before: RecordedObject, object: RecordedObject): boolean =>
      before.rv === object.rv && !this.resyncs.isSyncing(id);
    const recorder: EventHandler<RecordedObject> = {
      onAdd: (object, isInInitialList) => void registered.events.push(["add", object, isInInitialList]),
      onUpdate: (before, object) => void registered.events.push(["update", before, object]),
      onDelete: (deletion) => void registered.events.push(["delete", written(deletion)]),
    };
    try {
      const registration = this.informer.addHandler(
        {
          ...recorder,
          onUpdate: (before, object) =>
            isKnown(before, object) ? undefined : recorder.onUpdate?.(before, object),
        },
        {
          name: id,
          unchanged: true,
          ...(filterApp !== undefined && { filter: ({ app }: RecordedObject) => app === filterApp }),
        },
      );
      this.#handlers.set(id, Object.assign(registered, { registration }));
    } catch {
      return { error: "stopped" };
    }
    this.resyncs.add(id, resyncMs);
    return null;
  }

  async removeHandler(id: string): Promise<void> {
    const handler = this.#handlers.get(id)!;
    handler.isRemoved = true;
    this.resyncs.remove(id);
    await handler.registration.remove();
  }

  start(): void {
    this.#isStarted = true;
    this.resyncs.start();
    void this.informer.start();
  }

  async stop(): Promise<void> {
    this.resyncs.ended();
    await this.informer.stop();
  }

  /** What happened since it was last asked. */
  take(value: { readonly error: string } | null): Told {
    const events: Record<string, readonly RecordedEvent[]> = {};
    for (const [id, registered] of this.#handlers) {
      if (registered.events.length > 0) events[id] = registered.events;
      registered.events = [];
    }
    const watchErrors = this.#watchErrors;
    this.#watchErrors = [];
    return { calls: this.source.takeCalls(), events, watchErrors, value };
  }

  async settle(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      this.clock.advance(0);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  takeResolved(): readonly [] {
    return [];
  }

  look(): object {
    const { informer } = this;
    const synced = [...this.#handlers].map(([id, { registration, isRemoved }]) => {
      // In client-go a handler that is gone has synced as soon as the informer has.
      return [id, registration.hasSynced || (isRemoved && informer.hasSynced)];
    });
    return {
      hasSynced: informer.hasSynced,
      handlersSynced: Object.fromEntries(synced),
      lastSyncRV: informer.lastVersion,
      isStopped: informer.isStopped,
      store: informer.cache
        .list()
        .map((object) => `${recordedMeta.keyOf(object)}@${object.rv}`)
        .toSorted(),
      nowMs: this.clock.now(),
      waiting: this.#waiting,
    };
  }

  async close(): Promise<void> {
    await this.stop();
  }

  get #waiting(): string {
    if (this.informer.isStopped) return "stopped";
    return this.#isStarted ? this.source.waitsFor : "notStarted";
  }

  #failed({ cause }: Error, failure: InformerFailure): void {
    if (!("next" in failure) || failure.next !== "list") return;
    this.resyncs.ended();
    if (failure.during === "event") return;
    this.#watchErrors.push(cause as RecordedStatus);
  }
}

function written({
  key,
  last,
  finalStateUnknown,
}: Deletion<RecordedObject>): RecordedObject | RecordedTombstone {
  return finalStateUnknown ? { tombstone: { key, obj: last ?? null } } : last!;
}
