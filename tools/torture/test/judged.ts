import type { JournalEvent } from "../src/event.ts";
import { Judge } from "../src/judge/judge.ts";

/** An event of which only what matters was written down. */
type Short<E extends JournalEvent = JournalEvent> = E extends JournalEvent
  ? Pick<E, "is"> & Partial<Omit<E, "is">>
  : never;

const blank = {
  instance: 1,
  key: "a",
  version: 1,
  run: 1,
  op: 1,
  atMs: 0,
  wallAt: 0,
  failures: 0,
  crashes: 0,
  recovered: 0,
  quarantined: [],
  how: "done",
  ending: "done",
  outcome: "added",
  taken: true,
};

/** A judge who has read this journal. What is left out of an event is instance 1, key a, version 1, run 1, all well. */
export function judged(...journal: readonly Short[]): Judge {
  const judge = new Judge();
  for (const event of journal) judge.see({ ...blank, ...event } as JournalEvent);
  return judge;
}

/** The kinds of the faults that were found, in order. */
export function kinds(...journal: readonly Short[]): string[] {
  return judged(...journal).faults.map(({ kind }) => kind);
}

/** A run from its start to its acknowledged end. */
export function run(of: { instance?: number; run?: number; key?: string; version?: number } = {}): Short[] {
  return [
    { is: "started", ...of },
    { is: "ending", ...of },
    { is: "ended", ...of },
  ];
}
