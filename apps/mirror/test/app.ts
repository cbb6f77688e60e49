import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

/** One line of JSON that the app has said. */
export interface Said {
  readonly event: string;
  readonly path?: string;
  readonly [more: string]: unknown;
}

/** The app as a process of its own. Disposing kills it. */
export class App implements Disposable {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  stdout = "";
  stderr = "";

  /** @param preload - Modules that are loaded before the app, to spoil calls of the file system. */
  constructor(args: readonly string[], ...preload: readonly URL[]) {
    const imports = preload.flatMap((module) => ["--import", module.href]);
    this.#process = spawn(process.execPath, ["--conditions=source", ...imports, main, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process.stdout!.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.#process.stderr!.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.#ended = once(this.#process, "close");
  }

  /** What was said so far, in JSON, on either output. */
  get said(): Said[] {
    const lines = `${this.stdout}${this.stderr}`.split("\n").filter((line) => line.startsWith("{"));
    return lines.map((line) => JSON.parse(line) as Said);
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Sends a signal. */
  signal(name: "SIGINT" | "SIGTERM" | "SIGKILL"): void {
    this.#process.kill(name);
  }

  /** The status with which the app has ended, once it has and all output is read. */
  async ended(): Promise<number | null> {
    await this.#ended;
    return this.#process.exitCode;
  }

  /** The first thing said that is wanted, as soon as it is said. */
  async hears(event: string, path?: string): Promise<Said> {
    const find = (): Said | undefined =>
      this.said.find((said) => said.event === event && (path === undefined || said.path === path));
    return await until(find, () => `${event} ${path ?? ""} of:\n${this.stdout}${this.stderr}`);
  }

  [Symbol.dispose](): void {
    this.#process.kill("SIGKILL");
  }
}

/** Runs the app until it ends by itself. */
export async function runApp(
  args: readonly string[],
  ...preload: readonly URL[]
): Promise<{ status: number | null; stdout: string; stderr: string; said: Said[] }> {
  using app = new App(args, ...preload);
  const status = await app.ended();
  return { status, stdout: app.stdout, stderr: app.stderr, said: app.said };
}

/** What `find` finds, as soon as it finds something; looks every 10 ms, for 20 s at most. */
export async function until<T>(
  find: () => T | undefined | Promise<T | undefined>,
  wanted: () => string,
): Promise<T> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited in vain for ${wanted()}`);
}
