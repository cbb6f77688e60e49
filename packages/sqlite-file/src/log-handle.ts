import { files } from "./node-files.ts";

/** How often, in looks, the size of a growing log is noted. */
const looksPerSize = 256;

/**
 * A log that is in use, by a descriptor of its own: SQLite keeps no locks on a log, so that it may be opened and closed.
 *
 * It is not asked for its times at each commit. On Linux since 6.13 a file that was asked has its times written with the next
 * write, to the nanosecond, which the next sync then has to wait for: that cost a third of a commit.
 */
export class LogHandle implements Disposable {
  readonly ino: number;
  readonly #path: string;
  readonly #descriptor: number;
  /** The link that names the open file, where the system has one. */
  readonly #link: string | undefined;
  readonly #byte = new Uint8Array(1);
  /** At least so large is the log, unless it was cut off. */
  #size: number;
  #looks = 0;

  private constructor(path: string, descriptor: number) {
    const { ino, size } = files.fstatSync(descriptor);
    this.ino = ino;
    this.#path = path;
    this.#descriptor = descriptor;
    this.#size = size;
    const link = `/proc/self/fd/${descriptor}`;
    this.#link = targetOf(link) === path ? link : undefined;
  }

  /** `undefined` when there is no log. */
  static open(path: string): LogHandle | undefined {
    if (!files.existsSync(path)) return undefined;
    return new LogHandle(path, files.openSync(path, "r"));
  }

  /** Whether it is still the log at its path, and at least as large as it was. */
  look(): "same" | "cut" | "other" {
    if (!this.#isInPlace()) return "other";
    if (this.#size > 0) {
      if (files.readSync(this.#descriptor, this.#byte, 0, 1, this.#size - 1) === 0) return "cut";
      if (++this.#looks % looksPerSize !== 0) return "same";
    }
    this.#size = files.fstatSync(this.#descriptor).size;
    return "same";
  }

  /** Takes note of the size as it is. */
  renew(): void {
    this.#size = files.fstatSync(this.#descriptor).size;
  }

  #isInPlace(): boolean {
    if (this.#link !== undefined) return targetOf(this.#link) === this.#path;
    return files.statSync(this.#path, { throwIfNoEntry: false })?.ino === this.ino;
  }

  [Symbol.dispose](): void {
    files.closeSync(this.#descriptor);
  }
}

function targetOf(link: string): string | undefined {
  try {
    return files.readlinkSync(link);
  } catch {
    return undefined;
  }
}
