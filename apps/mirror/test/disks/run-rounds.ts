import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Why disks cannot be mounted in a namespace of their own; `undefined` when they can. */
export function whyNoMounts(): string | undefined {
  const { status, stderr, error } = spawnSync(
    "unshare",
    ["--mount", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
    { encoding: "utf8" },
  );
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/** Kills the app `n` times while its disks come and go. */
export function runRounds(rounds: number): { status: number | null; output: string } {
  const script = fileURLToPath(new URL("rounds.ts", import.meta.url));
  const node = [process.execPath, "--conditions=source", script, String(rounds)];
  const { status, stdout, stderr } = spawnSync("unshare", ["--mount", "--propagation", "private", ...node], {
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}
