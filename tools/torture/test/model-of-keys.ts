/** What the test adds: the versions of a key that this item stands for. */
export interface Versions {
  readonly key: string;
  readonly versions: readonly number[];
}

/** All versions of both: nothing that was added may be missing from what a run sees. */
export function merged(waiting: Versions, added: Versions): Versions {
  return { key: added.key, versions: [...waiting.versions, ...added.versions] };
}

interface Row {
  readonly key: string;
  ready?: number[];
  held?: number[];
  next?: number[];
  waiting?: { versions: number[]; dueAt: number; arrival: number };
  failed?: number[];
  failures: number;
  crashes: number;
}

/** A durable queue that merges, in so few words that it is obviously right: what each verb must answer. */
export class ModelOfKeys {
  readonly #rows = new Map<string, Row>();
  /** Ready keys, the next one first. */
  #line: string[] = [];
  /** Processing keys, the first taken first. */
  #held: string[] = [];
  /** Failed keys, in the order in which they failed. */
  #failed: string[] = [];
  #arrivals = 0;
  now: number;

  /** How many crashes in a row send a key to the failed set. */
  readonly #maxCrashes: number;

  constructor(now: number, maxCrashes: number) {
    this.now = now;
    this.#maxCrashes = maxCrashes;
  }

  add(key: string, version: number): string {
    this.#join();
    const row = this.#row(key);
    if (row.waiting) {
      const versions = [...row.waiting.versions, version];
      delete row.waiting;
      return this.#want(row, versions);
    }
    if (row.failed) {
      const versions = [...this.#unfail(row), version];
      row.failures = 0;
      this.#want(row, versions);
      return "revived";
    }
    return this.#want(row, [version]);
  }

  addAfter(key: string, version: number, delayMs: number): string {
    const row = this.#row(key);
    if (row.failed) row.failures = 0;
    return this.#addLater(key, version, delayMs);
  }

  #addLater(key: string, version: number, delayMs: number): string {
    this.#join();
    const row = this.#row(key);
    if (row.ready ?? row.next) return this.add(key, version);
    const dueAt = this.now + delayMs;
    if (!row.waiting) {
      const versions = row.failed ? [...this.#unfail(row), version] : [version];
      row.waiting = { versions, dueAt, arrival: ++this.#arrivals };
      return "waiting";
    }
    row.waiting.versions.push(version);
    if (dueAt >= row.waiting.dueAt) return "coalesced";
    row.waiting.dueAt = dueAt;
    row.waiting.arrival = ++this.#arrivals;
    return "sooner";
  }

  addRateLimited(key: string, version: number, after: (failures: number) => number): string {
    const row = this.#row(key);
    this.#join();
    return this.#addLater(key, version, after(row.failures++));
  }

  get(): Versions | undefined {
    this.#join();
    const [key] = this.#line;
    if (key === undefined) return undefined;
    // Before its last crash a key runs alone.
    if (this.#held.length > 0 && [key, ...this.#held].some((each) => this.#runsAlone(each))) return undefined;
    this.#line.shift();
    const row = this.#row(key);
    row.held = row.ready!;
    delete row.ready;
    this.#held.push(key);
    return { key, versions: row.held };
  }

  done(key: string): string {
    this.#join();
    const row = this.#release(key);
    delete row.held;
    row.crashes = 0;
    return this.#goOn(row) ?? "done";
  }

  retry(key: string, after: (failures: number) => number): string {
    this.#join();
    const row = this.#release(key);
    const versions = [...row.held!, ...(row.next ?? []), ...(row.waiting?.versions ?? [])];
    const rerun = row.next !== undefined;
    row.crashes = 0;
    const dueAt = Math.min(this.now + after(row.failures++), row.waiting?.dueAt ?? Infinity);
    delete row.held;
    delete row.next;
    delete row.waiting;
    if (rerun) {
      this.#want(row, versions);
      return "rerun";
    }
    row.waiting = { versions, dueAt, arrival: ++this.#arrivals };
    return "waiting";
  }

  giveBack(key: string): string {
    this.#join();
    this.#putBack(this.#release(key));
    return "ready";
  }

  giveUp(key: string): string {
    this.#join();
    const row = this.#release(key);
    const versions = row.held!;
    delete row.held;
    row.crashes = 0;
    const ending = this.#goOn(row);
    if (ending) {
      row.failures = 0;
      return ending;
    }
    row.failed = versions;
    this.#failed.push(key);
    return "failed";
  }

  cancel(key: string): boolean {
    this.#join();
    const row = this.#row(key);
    const waited = row.waiting !== undefined;
    delete row.waiting;
    return waited;
  }

  forget(key: string): void {
    this.#row(key).failures = 0;
  }

  failures(key: string): number {
    return this.#row(key).failures;
  }

  replayFailed(): number {
    this.#join();
    const failed = [...this.#failed];
    for (const key of failed) {
      const row = this.#row(key);
      const versions = this.#unfail(row);
      row.failures = 0;
      this.#want(row, versions);
    }
    return failed.length;
  }

  /** The process ends, or the queue is closed: processing keys are ready again, first in order. */
  reopen(): void {
    this.#join();
    this.interrupt();
  }

  /** As a crash does it: a key that was processing at too many crashes has failed, with all its pending payloads. */
  crash(): void {
    const left = this.#held.map((key) => this.#row(key));
    for (const row of left) row.crashes++;
    for (const row of left.filter(({ crashes }) => crashes >= this.#maxCrashes)) {
      this.#release(row.key);
      row.failed = [...row.held!, ...(row.next ?? []), ...(row.waiting?.versions ?? [])];
      delete row.held;
      delete row.next;
      delete row.waiting;
      this.#failed.push(row.key);
    }
    this.interrupt();
  }

  #runsAlone(key: string): boolean {
    const { crashes } = this.#row(key);
    return crashes > 0 && crashes >= this.#maxCrashes - 1;
  }

  /** As the end of a process does it: nothing that is due joins first. */
  interrupt(): void {
    for (const key of this.#held.toReversed()) this.#putBack(this.#release(key));
    this.#join();
  }

  /** Every key that is left, with its state and versions. */
  list(): { key: string; state: string; versions: number[] }[] {
    this.#join();
    const waiting = [...this.#rows.values()].filter((row) => row.waiting).toSorted(byDue);
    const listed = (keys: string[], of: (row: Row) => [string, number[]]) =>
      keys.map((key) => {
        const [state, versions] = of(this.#row(key));
        return { key, state, versions };
      });
    return [
      ...listed(this.#line, (row) => ["ready", row.ready!]),
      ...listed(this.#held, (row) => (row.next ? ["rerun", row.next] : ["processing", row.held!])),
      ...waiting.map(({ key, waiting }) => ({ key, state: "waiting", versions: waiting!.versions })),
      ...listed(this.#failed, (row) => ["failed", row.failed!]),
    ];
  }

  #want(row: Row, versions: number[]): string {
    if (row.held) {
      const again = row.next !== undefined;
      row.next = [...(row.next ?? []), ...versions];
      return again ? "coalesced" : "rerun";
    }
    const again = row.ready !== undefined;
    row.ready = [...(row.ready ?? []), ...versions];
    if (!again) this.#line.push(row.key);
    return again ? "coalesced" : "added";
  }

  #goOn(row: Row): string | undefined {
    if (row.next) {
      const versions = row.next;
      delete row.next;
      this.#want(row, versions);
      return "rerun";
    }
    return row.waiting && "waiting";
  }

  #putBack(row: Row): void {
    row.ready = [...row.held!, ...(row.next ?? [])];
    delete row.held;
    delete row.next;
    this.#line.unshift(row.key);
  }

  #release(key: string): Row {
    this.#held = this.#held.filter((held) => held !== key);
    return this.#row(key);
  }

  #unfail(row: Row): number[] {
    const versions = row.failed!;
    row.crashes = 0;
    delete row.failed;
    this.#failed = this.#failed.filter((key) => key !== row.key);
    return versions;
  }

  #join(): void {
    const due = [...this.#rows.values()].filter((row) => row.waiting && row.waiting.dueAt <= this.now);
    for (const row of due.toSorted(byDue)) {
      const { versions } = row.waiting!;
      delete row.waiting;
      this.#want(row, versions);
    }
  }

  #row(key: string): Row {
    let row = this.#rows.get(key);
    if (!row) this.#rows.set(key, (row = { key, failures: 0, crashes: 0 }));
    return row;
  }
}

function byDue(a: Row, b: Row): number {
  return a.waiting!.dueAt - b.waiting!.dueAt || a.waiting!.arrival - b.waiting!.arrival;
}
