import { pause, type Clock } from "@workset/clock";
import type { ResourceClient } from "../client/resource-client.ts";
import type { Lease } from "./lease.ts";

/**
 * Watches one Lease for a candidate that does not hold it, so that it learns at once when it is given back. A watch that
 * fails is no harm: the candidate asks again from time to time.
 */
export class LeaseWatch implements AsyncDisposable {
  readonly #leases: ResourceClient<Lease>;
  readonly #name: string;
  readonly #onChange: (lease: Lease) => void;
  readonly #stop = new AbortController();
  #reading: Promise<void> | undefined;
  #wake: (() => void) | undefined;

  constructor(leases: ResourceClient<Lease>, name: string, onChange: (lease: Lease) => void) {
    this.#leases = leases;
    this.#name = name;
    this.#onChange = onChange;
  }

  /** Resolves when the Lease was given back, the time has passed, or the signal is aborted. */
  async changed(
    version: string | undefined,
    waitMs: number,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<void> {
    const enough = new AbortController();
    this.#wake = () => enough.abort();
    if (version !== undefined) this.#reading ??= this.#read(version);
    await pause(clock, waitMs, AbortSignal.any([signal, enough.signal]));
  }

  async #read(resourceVersion: string): Promise<void> {
    try {
      const fieldSelector = `metadata.name=${this.#name}`;
      const { signal } = this.#stop;
      for await (const event of await this.#leases.watch({ fieldSelector, resourceVersion, signal })) {
        if (event.type === "ERROR") break;
        if (event.type === "BOOKMARK") continue;
        this.#onChange(event.object);
        if (event.type === "DELETED" || !event.object.spec?.holderIdentity) this.#wake?.();
      }
    } catch {
      // The next request tells what is wrong.
    }
    this.#reading = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#reading;
  }
}
