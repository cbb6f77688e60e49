/** A work queue of another project. None of them knows keys: what is added twice is done twice. */
interface Peer {
  /** Adds and does not wait. */
  readonly add: (key: string) => void;
  /** Adds and waits until this one is done. */
  readonly addAndWait: (key: string) => Promise<unknown>;
  /** Starts nothing any more until {@link resume}. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Resolves when everything that was added is done. */
  readonly idle: () => Promise<unknown>;
  /** How many wait to be started. */
  readonly waiting: () => number;
}

/** Opens a queue whose items are handled by `handle`, `concurrency` of them at a time. */
export type OpenPeer = (handle: (key: string) => Promise<void>, concurrency: number) => Peer;
