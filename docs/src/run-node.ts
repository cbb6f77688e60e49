import { execFile } from "node:child_process";

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly exitCode: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node in a folder, in an environment that has no say in the output. */
export function runNode(cwd: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { NO_COLOR: "1", TZ: "UTC" };
    execFile(process.execPath, args, { cwd, env, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ exitCode: error ? (error.code ?? error.signal ?? null) : 0, stdout, stderr });
    });
  });
}
