import type { Delta, WholeDelta } from "./delta.ts";
import type { ReflectorTarget } from "../reflector/reflector-target.ts";

/** What is handed over at once: either changes of single objects, or one change of everything. */
export type DeltaBatch<T> = {
  readonly deltas: readonly Delta<T>[] | readonly [WholeDelta<T>];
  /** Whether these are part of what was there when the queue was filled for the first time. */
  readonly isInInitialList: boolean;
};

/** What stands between a reflector and a cache, so that neither waits for the other. */
export interface DeltaQueue<T> extends ReflectorTarget<T>, Disposable {
  /** The next changes, if there are any now. */
  tryPop(): DeltaBatch<T> | undefined;
  /** The next changes, as soon as there are any; `undefined` when the queue was closed. @throws The signal's reason. */
  pop(signal?: AbortSignal): Promise<DeltaBatch<T> | undefined>;
  /** Whether everything of the first list has been popped, or, if a change came before any list, at once. */
  readonly hasSynced: boolean;
  /** How many changes wait. */
  readonly length: number;
  /** Ends the queue: what waits is still handed over, and then {@link pop} does not wait for more. */
  close(): void;
}
