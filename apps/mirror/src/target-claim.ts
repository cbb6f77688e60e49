import { rmSync, statSync } from "node:fs";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unmirrorable } from "./fs/folders.ts";

/**
 * Claims a target folder for this process, until it ends: a socket that is named by the identity of the folder, whatever it
 * is called and wherever the queue is kept. The system frees the name when the process ends, however it does.
 * @throws Unmirrorable when another process of this machine mirrors to the folder.
 */
export async function claimTarget(folder: string): Promise<AsyncDisposable> {
  const { dev, ino } = statSync(folder, { bigint: true });
  const name = socketName(`workset-mirror-${dev}-${ino}`);
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(String(process.pid));
  }).unref();
  for (let isFirst = true; ; isFirst = false) {
    try {
      await listening(server, name);
      return { [Symbol.asyncDispose]: () => closed(server) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      const owner = await ownerOf(name);
      const isLeftover = owner === undefined && isFirst && !name.startsWith("\0");
      if (!isLeftover) {
        throw new Unmirrorable(
          `--to: process ${owner ?? "unknown"} mirrors to ${folder} already; stop it first`,
        );
      }
      rmSync(name, { force: true });
    }
  }
}

function socketName(name: string): string {
  if (process.platform === "linux") return `\0${name}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

async function listening(server: Server, name: string): Promise<void> {
  const listening = once(server, "listening");
  server.listen(name);
  await listening;
}

async function closed(server: Server): Promise<void> {
  const closing = once(server, "close");
  server.close();
  await closing;
}

/** The process that answers at a socket; `undefined` when none does within a second. */
async function ownerOf(name: string): Promise<string | undefined> {
  const socket = connect(name).setEncoding("utf8").setTimeout(1000);
  const answer = Promise.withResolvers<string | undefined>();
  socket.once("data", (pid) => answer.resolve(String(pid)));
  for (const event of ["error", "timeout", "close"]) socket.once(event, () => answer.resolve(undefined));
  const owner = await answer.promise;
  socket.destroy();
  return owner;
}
