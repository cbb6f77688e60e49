import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("owner-process.ts", import.meta.url));

/** Another process that owns a store. */
export class OwnerProcess implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
    createInterface({ input: child.stdout! }).on("line", (line) => this.lines.push(line));
  }

  /** Starts it, and resolves when it has said this line. */
  static async start(path: string, task: "hold" | "work" | "own", until: string): Promise<OwnerProcess> {
    const args = ["--conditions=source", program, path, task];
    const owner = new OwnerProcess(spawn(execPath, args, { stdio: ["ignore", "pipe", "inherit"] }));
    await owner.says((line) => line === until);
    return owner;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves when it has said such a line. */
  async says(such: (line: string) => boolean): Promise<void> {
    while (!this.lines.some(such)) await once(this.#child.stdout!, "data");
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill("SIGKILL");
    await once(this.#child, "exit");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
