import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Fault } from "./checks.ts";
import type { Component } from "./component.ts";
import { traceOf } from "./trace.ts";
import type { Verdict } from "./verdict.ts";

/** A recording in a folder. */
export interface TraceFile {
  readonly path: string;
  /** What the file's name says. */
  readonly component: string;
}

/** A trace that was read, checked and can be replayed. */
export interface ReadTrace {
  readonly id: string;
  /** `PATH:LINE`, lines counted from 1. */
  readonly at: string;
  readonly replay: () => Promise<Verdict>;
}

/** The recordings in a folder, in order of name: files called `COMPONENT.jsonl` or `COMPONENT.jsonl.gz`. */
export async function traceFiles(folder: string): Promise<readonly TraceFile[]> {
  const names = await readdir(folder);
  return names.toSorted().flatMap((name) => {
    const component = /^(.+)\.jsonl(\.gz)?$/.exec(name)?.[1];
    return component === undefined ? [] : [{ path: join(folder, name), component }];
  });
}

/**
 * All traces of a file.
 * @throws Fault, naming the line, when anything in the file is not in the format: none of it is replayed then.
 */
export async function readTraces(path: string, component: Component): Promise<readonly ReadTrace[]> {
  const lines = (await textOf(path)).split("\n");
  // The last line ends with a line feed, too.
  if (lines.at(-1) === "") lines.pop();
  if (lines.length === 0) throw new Fault(`${path}: the file is empty`);
  const ids = new Set<string>();
  return lines.map((line, index) => {
    const at = `${path}:${index + 1}`;
    const trace = readLine(line, at, component);
    if (ids.has(trace.id)) throw new Fault(`${at}: there is another trace ${trace.id}`);
    ids.add(trace.id);
    return trace;
  });
}

async function textOf(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      path.endsWith(".gz") ? gunzipSync(bytes) : bytes,
    );
  } catch (error) {
    throw new Fault(`${path}: cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

function readLine(line: string, at: string, component: Component): ReadTrace {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Fault(`${at}: not a line of JSON: ${(error as Error).message}`, { cause: error });
  }
  try {
    const trace = (component.outline ?? traceOf(component.name))(value, "the trace");
    return { id: trace.id, at, replay: component.read(trace) };
  } catch (error) {
    throw new Fault(`${at}: ${(error as Error).message}`, { cause: error });
  }
}
