import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { systemClock } from "@workset/clock";

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
}

const keptOfStderr = 10_000;

/**
 * A Node.js process that reports its progress as lines on stdout (its notices). It is expected to exit when its stdin
 * ends, so that it never outlives its parent.
 */
export class ChildProcess implements AsyncDisposable {
  /** Resolves when the process is gone. */
  readonly ended: Promise<ProcessEnd>;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #notices = new Set<string>();
  readonly #listeners = new Set<() => void>();

  /** Starts Node.js with these arguments. */
  constructor(args: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#process = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"], env: environment });
    // The pipe of a killed process may break during a write.
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
      for (const line of lines) this.#notices.add(line);
      for (const listener of this.#listeners) listener();
    });
  }

  /** Whether the process gives this notice within `withinMs` milliseconds; `false` as soon as it has ended. */
  async gives(notice: string, withinMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const listener = (): void => {
      if (this.#notices.has(notice)) resolve(true);
    };
    this.#listeners.add(listener);
    listener();
    using _ = systemClock.after(withinMs, () => resolve(false));
    void this.ended.then(
      () => resolve(false),
      () => resolve(false),
    );
    const given = await promise;
    this.#listeners.delete(listener);
    return given;
  }

  /** Sends SIGKILL. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** Sends SIGSTOP. */
  stop(): void {
    this.#process.kill("SIGSTOP");
  }

  /** Sends SIGCONT. */
  resume(): void {
    this.#process.kill("SIGCONT");
  }

  /** Kills the process if it lives, and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.ended;
  }
}
