import fs, { type Stats } from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { readlinkSync } = fs;

type Call = (...args: unknown[]) => unknown;
type Name =
  | "openSync"
  | "readSync"
  | "renameSync"
  | "writeSync"
  | "read"
  | "readdirSync"
  | "lstatSync"
  | "fstatSync"
  | "readlinkSync";

/**
 * Replaces a call of the file system for every caller in this process, until it is disposed. The tests may run as root,
 * whom no permission stops; so errors are made here, and not by the file system.
 */
function replace(name: Name, make: (original: Call) => Call): Disposable {
  const calls = fs as unknown as Record<Name, Call>;
  const original = calls[name];
  calls[name] = Object.defineProperties(make(original), Object.getOwnPropertyDescriptors(original));
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]() {
      calls[name] = original;
      syncBuiltinESMExports();
    },
  };
}

/** Does something before each call of this name; what it throws is what the call throws. Paths are real ones. */
export function before(name: Name, act: (...args: unknown[]) => void): Disposable {
  return replace(name, (original) => (path, ...more) => {
    act(realPathOf(path), ...more);
    return original(path, ...more);
  });
}

/** The path that one through an open handle stands for. */
function realPathOf(path: unknown): unknown {
  const [, handle, rest] = /^(\/proc\/self\/fd\/\d+)(.*)$/.exec(String(path)) ?? [];
  return handle === undefined ? path : readlinkSync(handle) + rest!;
}

/** Lets a file seem to have been changed later than it was. Change times cannot be set. */
export function changedLater(ino: number, byMs: number): Disposable {
  const later = (original: Call): Call => {
    return (...args) => {
      const stats = original(...args) as Stats | undefined;
      if (stats?.ino === ino) stats.ctimeMs += byMs;
      return stats;
    };
  };
  const both = new DisposableStack();
  both.use(replace("lstatSync", later));
  both.use(replace("fstatSync", later));
  return both;
}

/** An error as the file system throws it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: made by a test`), { code });
}
