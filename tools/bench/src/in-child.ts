import { fork } from "node:child_process";
import type { Sample } from "./workload.ts";

/** After this a run is ended by force. The slowest takes some ten seconds on a quiet machine. */
const longestMs = 300_000;

/**
 * Runs a subject once in a process of its own, so that no run pays for another's garbage. With `cpu`, processor time is
 * measured, and V8 stays on one thread.
 * @throws Error when the process fails, or says nothing within five minutes.
 */
export function inChild(workload: string, subject: string, count: number, cpu: boolean): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const child = fork(
      new URL("./child.ts", import.meta.url),
      [workload, subject, String(count), ...(cpu ? ["cpu"] : [])],
      {
        execArgv: ["--conditions=source", "--expose-gc", ...(cpu ? ["--single-threaded"] : [])],
        stdio: ["ignore", "ignore", "pipe", "ipc"],
        timeout: longestMs,
        killSignal: "SIGKILL",
      },
    );
    let complaint = "";
    let sample: Sample | undefined;
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (complaint += text));
    child.on("message", (message) => (sample = message as Sample));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const ended = `${workload}, ${subject}: the process ended with ${signal ?? code}`;
      if (sample) resolve(sample);
      else reject(new Error(`${ended}\n${complaint}`));
    });
  });
}
