import { Fault } from "./checks.ts";
import type { Component } from "./component.ts";
import { readTraces, traceFiles, type TraceFile } from "./read-traces.ts";
import { ComponentReport } from "./report.ts";

/** What is replayed against what. */
export interface ReplayOptions {
  /** Where the recordings are. */
  readonly folders: readonly string[];
  readonly components: readonly Component[];
  /** The components of the format that are named and passed over. */
  readonly notReplayed: readonly string[];
  /** Takes the report, line by line. */
  readonly report: (line: string) => void;
  /** Takes what is wrong with the input, line by line. */
  readonly complain: (line: string) => void;
}

/** 0: everything agrees. 1: something differs. 2: something could not be used; what could be is reported. */
export type ExitStatus = 0 | 1 | 2;

/** Replays every recording in the folders, and reports a line for each component. */
export async function replay(options: ReplayOptions): Promise<ExitStatus> {
  let unusable = false;
  const complain = (line: string): void => {
    options.complain(line);
    unusable = true;
  };
  const files = await filesOf(options, complain);
  const reports: ComponentReport[] = [];
  for (const component of options.components) {
    const paths = files.filter((file) => file.component === component.name).map(({ path }) => path);
    const report = await replayFiles(component, paths, complain);
    if (!report) continue;
    reports.push(report);
    for (const line of report.lines()) options.report(line);
  }
  for (const name of options.notReplayed) {
    if (files.some(({ component }) => component === name)) options.report(`${name}: not replayed`);
  }
  if (reports.length === 0) complain("nothing was replayed");
  if (unusable) return 2;
  return reports.some(({ differing }) => differing > 0) ? 1 : 0;
}

/** The recordings of all folders that belong to a component of the format. */
async function filesOf(
  options: ReplayOptions,
  complain: (line: string) => void,
): Promise<readonly TraceFile[]> {
  const format = new Set([...options.components.map(({ name }) => name), ...options.notReplayed]);
  const files: TraceFile[] = [];
  for (const folder of options.folders) {
    try {
      const found = await traceFiles(folder);
      const known = found.filter(({ component }) => format.has(component));
      for (const { path, component } of found) {
        if (!format.has(component)) complain(`${path}: the format has no component ${component}`);
      }
      if (known.length === 0) complain(`${folder}: there is no recording of a component of the format`);
      files.push(...known);
    } catch (error) {
      complain(`${folder}: cannot be read: ${(error as Error).message}`);
    }
  }
  return files;
}

/** Replays the files of one component; no report when none of them can be used. */
async function replayFiles(
  component: Component,
  paths: readonly string[],
  complain: (line: string) => void,
): Promise<ComponentReport | undefined> {
  let report: ComponentReport | undefined;
  for (const path of paths) {
    try {
      const traces = await readTraces(path, component);
      report ??= new ComponentReport(component.name);
      for (const { id, at, replay } of traces) report.add(id, at, await replay());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      complain(error.message);
    }
  }
  return report;
}
