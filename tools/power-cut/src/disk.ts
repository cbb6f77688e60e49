import type { Random } from "kit";
import type { Event } from "./recording.ts";

const pageBytes = 4096;
const sectorBytes = 512;

/** How much of what was not synced a power cut leaves. */
export type Cut = "nothing" | "everything" | "some pages" | "torn pages";

export const cuts: readonly Cut[] = ["nothing", "everything", "some pages", "torn pages"];

/**
 * A file as a disk has it. What was not synced is in the memory of the system: any page of it may have been written already
 * or not, in any of its versions, in any order. A sync that failed leaves its pages in that state for good, since the
 * system takes them for written: only a page that is written anew is covered by the next sync.
 */
class DiskFile {
  #memory = new Map<number, Uint8Array>();
  #durable = new Map<number, Uint8Array>();
  /** The versions of a page that may be on the disk instead of the durable one. */
  #maybe = new Map<number, readonly Uint8Array[]>();
  readonly #dirty = new Set<number>();
  #size = 0;
  #durableSize = 0;
  #sizes: number[] = [];
  /** As it was before it was cut off, which a file system does whole or not at all. */
  #uncut: DiskFile | undefined;

  write(at: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const page = Math.floor((at + done) / pageBytes);
      const offset = (at + done) % pageBytes;
      const part = bytes.subarray(done, done + pageBytes - offset);
      const content = this.#memory.get(page)?.slice() ?? new Uint8Array(pageBytes);
      content.set(part, offset);
      this.#set(page, content);
      done += part.length;
    }
    if (at + bytes.length > this.#size) this.#resize(at + bytes.length);
  }

  truncate(size: number): void {
    if (size < this.#size) {
      this.#uncut = this.#copy();
      const cut = (pages: ReadonlyMap<number, Uint8Array>): Map<number, Uint8Array> => {
        const kept = [...pages].filter(([page]) => page * pageBytes < size);
        return new Map(
          kept.map(([page, bytes]) => [page, bytes.slice().fill(0, Math.max(0, size - page * pageBytes))]),
        );
      };
      this.#memory = cut(this.#memory);
      this.#durable = cut(this.#durable);
      this.#maybe = new Map([...this.#maybe].filter(([page]) => page * pageBytes < size));
      this.#durableSize = Math.min(this.#durableSize, size);
      this.#sizes = [];
    }
    this.#resize(size);
  }

  #copy(): DiskFile {
    const copy = new DiskFile();
    copy.#memory = new Map(this.#memory);
    copy.#durable = new Map(this.#durable);
    copy.#maybe = new Map(this.#maybe);
    copy.#size = this.#size;
    copy.#durableSize = this.#durableSize;
    copy.#sizes = [...this.#sizes];
    copy.#uncut = this.#uncut;
    return copy;
  }

  sync(ok: boolean): void {
    if (ok) {
      for (const page of this.#dirty) {
        this.#durable.set(page, this.#memory.get(page)!);
        this.#maybe.delete(page);
      }
      this.#durableSize = this.#size;
      this.#sizes = [];
      this.#uncut = undefined;
    }
    this.#dirty.clear();
  }

  #set(page: number, content: Uint8Array): void {
    this.#memory.set(page, content);
    this.#maybe.set(page, [...(this.#maybe.get(page) ?? []), content]);
    this.#dirty.add(page);
  }

  #resize(size: number): void {
    this.#size = size;
    this.#sizes.push(size);
  }

  /** What a power cut leaves. */
  image(cut: Cut, random: Random): Uint8Array {
    const isUncut = cut === "nothing" || (cut !== "everything" && random.chance(0.5));
    if (this.#uncut && isUncut) return this.#uncut.image(cut, random);
    const size = this.#sizeAfter(cut, random);
    const image = new Uint8Array(size);
    for (const page of new Set([...this.#durable.keys(), ...this.#maybe.keys()])) {
      const from = page * pageBytes;
      if (from < size) image.set(this.#pageAfter(page, cut, random).subarray(0, size - from), from);
    }
    return image;
  }

  #sizeAfter(cut: Cut, random: Random): number {
    if (cut === "nothing") return this.#durableSize;
    if (cut === "everything") return this.#size;
    const sizes = [this.#durableSize, ...this.#sizes];
    return sizes[random.int(sizes.length)]!;
  }

  #pageAfter(page: number, cut: Cut, random: Random): Uint8Array {
    const durable = this.#durable.get(page) ?? new Uint8Array(pageBytes);
    const versions = [durable, ...(this.#maybe.get(page) ?? [])];
    if (cut === "nothing") return durable;
    if (cut === "everything") return versions.at(-1)!;
    const chosen = versions[random.int(versions.length)]!;
    if (cut === "some pages" || versions.length === 1 || random.chance(0.5)) return chosen;
    const torn = chosen.slice();
    const other = versions[random.int(versions.length)]!;
    for (let at = 0; at < pageBytes; at += sectorBytes) {
      if (random.chance(0.5)) torn.set(other.subarray(at, at + sectorBytes), at);
    }
    return torn;
  }
}

/** The files of a folder as a disk has them. */
export class Disk {
  readonly #named = new Map<string, DiskFile>();
  /** The names that are on the disk: a file that was made or removed since may have its old state. */
  #durable = new Map<string, DiskFile>();
  readonly #unnamed = new Set<DiskFile>();

  apply(event: Event): void {
    if (event.type === "note") return;
    if (event.type === "delete") {
      this.#named.delete(event.file);
      return;
    }
    if (event.type === "create") {
      const made = new DiskFile();
      this.#named.set(event.file, made);
      this.#unnamed.add(made);
      return;
    }
    const file = this.#named.get(event.file);
    // A file that was removed while it was open.
    if (!file) return;
    if (event.type === "write") file.write(event.at, event.bytes);
    else if (event.type === "truncate") file.truncate(event.size);
    else this.#sync(file, event.ok);
  }

  #sync(file: DiskFile, ok: boolean): void {
    file.sync(ok);
    // The first sync of a file syncs the folder as well.
    if (ok && this.#unnamed.delete(file)) this.#durable = new Map(this.#named);
  }

  /** What a power cut leaves. */
  image(cut: Cut, random: Random): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>();
    for (const name of new Set([...this.#durable.keys(), ...this.#named.keys()])) {
      const [old, now] = [this.#durable.get(name), this.#named.get(name)];
      const isOld = cut === "nothing" || (cut !== "everything" && random.chance(0.5));
      const file = isOld ? old : now;
      if (file) files.set(name, file.image(cut, random));
    }
    return files;
  }
}
