import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the tool as a user does, in a process of its own, whose memory no other test uses. */
export async function run(args: readonly string[], interruptAfterMs?: number): Promise<Ended> {
  const child = spawn(process.execPath, ["--conditions=source", main, ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const timer =
    interruptAfterMs === undefined ? undefined : setTimeout(() => child.kill("SIGINT"), interruptAfterMs);
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  return { status, stdout, stderr };
}

/** Expects a short soak with this plugin to report a fault that matches. */
export async function expectFault(plugin: string, says: RegExp): Promise<void> {
  const module = fileURLToPath(new URL(`plugins/${plugin}.ts`, import.meta.url));
  const { status, stdout } = await run(["--minutes", "0.06", "--seed", "1", "--with", module]);
  expect(stdout).toMatch(says);
  expect(stdout).toMatch(/\nfault after /);
  expect(status).toBe(1);
}
