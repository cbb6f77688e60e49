import type { Clock } from "@workset/clock";
import { isAlreadyExists, isConflict, isNotFound } from "../errors/predicates.ts";
import type { ResourceClient } from "../client/resource-client.ts";
import { microTimestamp } from "../objects/conditions.ts";
import type { Lease } from "./lease.ts";

/** Whose lease is written, and for how long it is good. */
export interface LeaseRecordOptions {
  readonly leases: ResourceClient<Lease>;
  readonly name: string;
  readonly identity: string;
  readonly leaseDurationMs: number;
  readonly clock: Clock;
}

/**
 * The Lease of an election, as this candidate has seen it. Whether it has expired is judged by how long it has not changed
 * here, and never by the times in it, which other clocks wrote: a newcomer waits for a whole lease.
 */
export class LeaseRecord {
  readonly #options: LeaseRecordOptions;
  #seen: Lease | undefined;
  #seenAt = -Infinity;
  /** The token of the leadership that this candidate has; 0 while it has none. */
  #token = 0;
  /** The highest that was seen: a Lease that was deleted does not begin again. */
  #highest = 0;

  constructor(options: LeaseRecordOptions) {
    this.#options = options;
  }

  /** Who holds it, as far as is known; empty when no candidate does. */
  get holder(): string {
    return this.#seen?.spec?.holderIdentity ?? "";
  }

  /** What tells this leadership from all before: it grows with each. 0 while this candidate does not lead. */
  get token(): number {
    return this.#token;
  }

  /** The version that was seen last. */
  get version(): string | undefined {
    return this.#seen?.metadata?.resourceVersion;
  }

  /** Takes note of a state, however it became known. */
  see(lease: Lease): void {
    if (JSON.stringify(lease.spec) !== JSON.stringify(this.#seen?.spec))
      this.#seenAt = this.#options.clock.now();
    this.#seen = lease;
    this.#highest = Math.max(this.#highest, lease.spec?.leaseTransitions ?? 0);
  }

  /** In how many milliseconds it expires, if it does not change; 0 when it has. */
  get expiresInMs(): number {
    if (this.holder === "") return 0;
    const { clock, leaseDurationMs } = this.#options;
    const seconds = this.#seen?.spec?.leaseDurationSeconds;
    const goodForMs = seconds === undefined ? leaseDurationMs : seconds * 1000;
    return Math.max(0, this.#seenAt + goodForMs - clock.now());
  }

  /**
   * Takes the lease if it is free or has expired; whether this candidate leads now.
   * @throws KubernetesError, ConnectionError, or the signal's reason; nothing is known then.
   */
  async acquire(signal: AbortSignal): Promise<boolean> {
    const { leases, name } = this.#options;
    const found = await leases.get(name, { signal }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    if (!found) {
      this.#seen = undefined;
      return await this.#write(this.#highest + 1, (lease) => leases.create(lease, { signal }));
    }
    this.see(found);
    if (this.expiresInMs > 0) return false;
    return await this.#write(this.#highest + 1, (lease) => leases.update(lease, { signal }));
  }

  /**
   * Holds the lease for longer; whether this candidate still leads. It is written without being read first, which serves
   * when no other writer wrote it; otherwise it is read once.
   * @throws As {@link acquire}.
   */
  async renew(signal: AbortSignal): Promise<boolean> {
    const { leases } = this.#options;
    const renewed = (lease: Lease) => leases.update(lease, { signal });
    const acquired = this.#seen?.spec?.acquireTime;
    if (await this.#write(this.#token, renewed, acquired)) return true;
    if (await this.#isStillOurs(signal)) return await this.#write(this.#token, renewed, acquired);
    this.#token = 0;
    return false;
  }

  /** Gives the lease back, so that another candidate need not wait. A candidate that took it over is left alone. */
  async release(signal: AbortSignal): Promise<void> {
    if (this.#token === 0) return;
    const { leases, clock } = this.#options;
    for (;;) {
      const now = microTimestamp(clock.wallNow());
      const leaseTransitions = this.#token;
      const times = { leaseDurationSeconds: 1, acquireTime: now, renewTime: now };
      const spec = { holderIdentity: "", ...times, leaseTransitions };
      try {
        this.see(await leases.update({ ...this.#seen, spec }, { signal }));
        break;
      } catch (error) {
        // A renewal whose answer did not come has changed the version.
        if (!isConflict(error) && !isNotFound(error)) throw error;
        if (!(await this.#isStillOurs(signal))) break;
      }
    }
    this.#token = 0;
  }

  /** It is not led any more, whatever the server says. */
  lose(): void {
    this.#token = 0;
  }

  /** Whether the server says so. */
  async #isStillOurs(signal: AbortSignal): Promise<boolean> {
    const { leases, name, identity } = this.#options;
    const found = await leases.get(name, { signal }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
    if (!found) return false;
    this.see(found);
    return this.holder === identity && found.spec?.leaseTransitions === this.#token;
  }

  /** Whether it was written: another writer may have been faster. */
  async #write(
    token: number,
    write: (lease: Lease) => Promise<Lease>,
    acquireTime?: string,
  ): Promise<boolean> {
    const { name, identity, leaseDurationMs, clock } = this.#options;
    const now = microTimestamp(clock.wallNow());
    const lease: Lease = {
      metadata: { ...this.#seen?.metadata, name },
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds: Math.ceil(leaseDurationMs / 1000),
        acquireTime: acquireTime ?? now,
        renewTime: now,
        leaseTransitions: token,
      },
    };
    try {
      this.see(await write(lease));
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error) || isNotFound(error)) return false;
      throw error;
    }
    this.#token = token;
    return true;
  }
}
