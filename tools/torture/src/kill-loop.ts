import { sleep, systemClock } from "@workset/clock";
import type { ChildProcess, ProcessEnd } from "kit";

/** When a process is to die: so long after this notice of it; without one, after it was started. */
export interface Moment {
  readonly notice?: string;
  readonly delayMs: number;
}

/** How a kill loop is run. */
export interface KillLoopOptions {
  readonly kills: number;
  /** Starts the next process, and says when it is to die. */
  readonly begin: (round: number) => { readonly child: ChildProcess; readonly moment: Moment };
  /** Is called right before the kill. */
  readonly killing: (child: ChildProcess) => void;
  /** Is called when the process is gone; the next one is started after it. */
  readonly died: (child: ChildProcess) => Promise<void> | void;
  /** How long a notice is waited for before the process is killed all the same. @defaultValue 5000 */
  readonly patienceMs?: number;
}

/** A process ended without being killed. */
export class EndedByItself extends Error {
  override readonly name = "EndedByItself";

  constructor({ code, signal, stderr }: ProcessEnd) {
    super(
      `a process ended by itself (code ${code}, signal ${signal}): ${stderr.trim() || "it wrote nothing"}`,
    );
  }
}

/**
 * Kills process after process with SIGKILL. It knows nothing of what they do.
 * @throws {@link EndedByItself} when one of them ends in another way.
 */
export async function killLoop(options: KillLoopOptions): Promise<void> {
  const { kills, begin, killing, died, patienceMs = 5000 } = options;
  for (let round = 0; round < kills; round++) {
    const { child, moment } = begin(round);
    await using _ = child;
    if (moment.notice !== undefined) await child.gives(moment.notice, patienceMs);
    await Promise.race([sleep(systemClock, moment.delayMs), child.ended]);
    killing(child);
    child.kill();
    const end = await child.ended;
    await died(child);
    if (end.signal !== "SIGKILL") throw new EndedByItself(end);
  }
}
