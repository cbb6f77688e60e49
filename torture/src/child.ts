import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { systemClock } from "@workset/clock";

/** How a process came to its end. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last that it wrote to stderr. */
  readonly stderr: string;
}

const keptOfStderr = 10_000;

/**
 * A process of ours. It tells how far it is by lines on stdout, its notices, and it is expected to end when its stdin
 * does, so that it never outlives us.
 */
export class Child implements AsyncDisposable {
  /** Resolves when the process is gone. */
  readonly ended: Promise<ProcessEnd>;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #heard = new Set<string>();
  readonly #listeners = new Set<() => void>();

  /** Starts Node.js with these arguments. */
  constructor(args: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#process = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"], env: environment });
    // Of a process that was killed, the pipe may break while we write to it.
    this.#process.stdin.on("error", () => undefined);
    let stderr = "";
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-keptOfStderr);
    });
    this.#listen();
    this.ended = new Promise((resolve, reject) => {
      this.#process.on("error", reject);
      this.#process.on("close", (code, signal) => resolve({ code, signal, stderr }));
    });
  }

  #listen(): void {
    let unfinished = "";
    this.#process.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (unfinished + text).split("\n");
      unfinished = lines.pop()!;
      for (const line of lines) this.#heard.add(line);
      for (const listener of this.#listeners) listener();
    });
  }

  /** Resolves when the process has given this notice: `true`; `false` when it ended, or was too slow, instead. */
  async heard(notice: string, withinMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const listener = (): void => {
      if (this.#heard.has(notice)) resolve(true);
    };
    this.#listeners.add(listener);
    listener();
    using _ = systemClock.after(withinMs, () => resolve(false));
    void this.ended.then(
      () => resolve(false),
      () => resolve(false),
    );
    const heard = await promise;
    this.#listeners.delete(listener);
    return heard;
  }

  /** Ends the process without a word. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** Makes the process stand still. */
  stop(): void {
    this.#process.kill("SIGSTOP");
  }

  /** Lets it go on. */
  resume(): void {
    this.#process.kill("SIGCONT");
  }

  /** Kills the process if it lives, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.ended;
  }
}
