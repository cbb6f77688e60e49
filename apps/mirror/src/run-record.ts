import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import type { SavedDevices } from "@workset/informer-folder";
import type { Folders } from "./fs/folders.ts";

/** What a run leaves for the next. */
interface Saved {
  /** Whether the run ended by itself, and had compared everything. */
  readonly isClean: boolean;
  /** Which start of the machine it was. */
  readonly boot: string | undefined;
  /** Copies that were made before are on the disk, in milliseconds since 1970; `null`: none is known to be. */
  readonly trustedUntilMs: number | null;
  readonly from: { readonly root: string; readonly devices: SavedDevices };
  readonly to: { readonly root: string; readonly devices: SavedDevices };
}

/** How long a system may keep what was written in memory, in milliseconds; Linux keeps it for about half a minute. */
const writeBackMs = 600_000;
const everyMs = 30_000;

/**
 * What is remembered of a run beside its queue: whether it ended cleanly, which copies are on the disk for certain, and the
 * devices of both folders. A power cut may leave copies of the right size and time without their content, so copies that
 * were made shortly before an unclean end are compared by their content.
 */
export class RunRecord implements Disposable {
  readonly #path: string | undefined;
  readonly #onError: (error: unknown) => void;
  readonly #saved: Saved | undefined;
  #folders: Folders | undefined;
  readonly #startedAt = Date.now();
  #isVerified = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Reads what the last run left. Without a path nothing is remembered.
   * @param onError - Called when the record cannot be written; the one before stays.
   */
  constructor(path: string | undefined, onError: (error: unknown) => void) {
    this.#path = path;
    this.#onError = onError;
    this.#saved = path === undefined ? undefined : read(path);
  }

  /** Copies that were made since are compared by their content. */
  get trustedUntilMs(): number {
    if (this.#saved === undefined) return -Infinity;
    const { isClean, boot, trustedUntilMs } = this.#saved;
    return isClean && boot !== undefined && boot === thisBoot() ? Infinity : (trustedUntilMs ?? -Infinity);
  }

  /** The devices that the folders had. */
  devicesOf({ from, to }: Pick<Folders, "from" | "to">): {
    from: SavedDevices | undefined;
    to: SavedDevices | undefined;
  } {
    const saved = this.#saved;
    return {
      from: saved?.from.root === from ? saved.from.devices : undefined,
      to: saved?.to.root === to ? saved.to.devices : undefined,
    };
  }

  /** The run begins: until {@link end}, it is unclean. */
  begin(folders: Folders): void {
    this.#folders = folders;
    if (this.#path === undefined) return;
    this.save();
    this.#timer = setInterval(() => this.save(), everyMs).unref();
  }

  /** All was compared. From here on, copies are trusted that were made some time ago. */
  verified(): void {
    this.#isVerified = true;
    this.save();
  }

  /** Writes what is known now, in one step. */
  readonly save = (): void => this.#write(false);

  #write(isClean: boolean): void {
    const folders = this.#folders;
    if (this.#path === undefined || folders === undefined) return;
    const writtenBack = (this.#isVerified ? Date.now() : this.#startedAt) - writeBackMs;
    const trusted = this.#isVerified ? writtenBack : Math.min(this.trustedUntilMs, writtenBack);
    const saved: Saved = {
      isClean: isClean && this.#isVerified,
      boot: thisBoot(),
      trustedUntilMs: Number.isFinite(trusted) ? trusted : null,
      from: { root: folders.from, devices: folders.source.toJSON() },
      to: { root: folders.to, devices: folders.target.devices.toJSON() },
    };
    try {
      replaceFile(this.#path, `${JSON.stringify(saved)}\n`);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** The run ends cleanly. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#write(true);
  }
}

function read(path: string): Saved | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Saved;
  } catch {
    // Missing, or cut off: nothing is known, so everything is compared.
    return undefined;
  }
}

function replaceFile(path: string, text: string): void {
  const draft = `${path}.new`;
  const fd = openSync(draft, "w", 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
}

function thisBoot(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}
