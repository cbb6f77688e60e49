import { closeSync, fstatSync, openSync, readFileSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { JournalEvent } from "./event.ts";

/**
 * Writes events to a file which several processes share. A line is with the system when the call returns, so it
 * survives the writer's SIGKILL, and the order of the lines is the order of the calls on the whole machine.
 */
export class JournalWriter {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a");
    // A writer that was killed may have left half a line.
    writeSync(this.#file, "\n");
  }

  write(...events: readonly JournalEvent[]): void {
    writeSync(this.#file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Reads the events of a journal as they come. */
export class JournalReader {
  readonly #file: number;
  #at = 0;

  constructor(path: string) {
    this.#file = openSync(path, "r");
  }

  /**
   * The events since the last call. The caller knows that no writer is in the middle of a line; what is half a line
   * then was never finished, and is passed over.
   */
  *read(): Generator<JournalEvent, void, undefined> {
    const bytes = Buffer.alloc(fstatSync(this.#file).size - this.#at);
    this.#at += readSync(this.#file, bytes, 0, bytes.length, this.#at);
    for (const line of bytes.toString("utf8").split("\n")) {
      if (line.endsWith("}")) yield JSON.parse(line) as JournalEvent;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The parent's end of a journal: it is written to and read, and begun anew when all that is in it is settled. */
export class Journal {
  readonly #folder: string;
  #part = 0;
  #writer!: JournalWriter;
  #reader!: JournalReader;

  constructor(folder: string) {
    this.#folder = folder;
    this.#open();
  }

  get path(): string {
    return join(this.#folder, `journal-${this.#part}.jsonl`);
  }

  write(event: JournalEvent): void {
    this.#writer.write(event);
  }

  read(): Iterable<JournalEvent> {
    return this.#reader.read();
  }

  /** The last lines about this key, with the births and deaths between them. */
  lastOf(key: string): string[] {
    const about = `"key":${JSON.stringify(key)}`;
    return readFileSync(this.path, "utf8")
      .split("\n")
      .filter((line) => line.includes(about) || /^.{6}"(opened|killing)"/.test(line))
      .slice(-40);
  }

  /** Begins a new file and removes the old one. */
  renew(): void {
    this.close();
    rmSync(this.path);
    this.#part++;
    this.#open();
  }

  #open(): void {
    this.#writer = new JournalWriter(this.path);
    this.#reader = new JournalReader(this.path);
  }

  close(): void {
    this.#writer.close();
    this.#reader.close();
  }
}
