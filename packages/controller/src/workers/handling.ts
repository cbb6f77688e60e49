import { conclude, type Answer, type Conclusion, type Rules } from "./conclusion.ts";
import type { Run } from "../in-hand/run.ts";
import { RunUnderWay } from "./run-under-way.ts";
import { settle, type Settling } from "./settle.ts";
import { Observers, SafeLog } from "../telling/telling.ts";
import { TimeLimit } from "./time-limit.ts";
import type { Turn } from "./turn.ts";
import type { Work } from "../in-hand/work.ts";
import type { ResolvedWorkers } from "./workers-options.ts";

/** Brings keys in hand to an end: calls the handler, waits for it, and tells the queue what became of them. */
export class Handling<T> {
  readonly log: SafeLog;
  /** Runs that were settled, those given back not included. */
  finished = 0;
  givenBack = 0;
  readonly #options: ResolvedWorkers<T>;
  readonly #rules: Rules;
  readonly #observers: Observers;
  readonly #turns = new Set<Turn<T>>();
  readonly #abandoning = new AbortController();
  readonly #settling: Settling;
  /** Whether anybody wants to know how long runs take. */
  readonly #timed: boolean;
  #runs = 0;

  constructor(options: ResolvedWorkers<T>) {
    this.#options = options;
    this.log = new SafeLog(options.log);
    this.#observers = new Observers(options.observers, this.log);
    this.#settling = { clock: options.clock, signal: this.#abandoning.signal };
    this.#timed = !this.#observers.none || options.timeLimitMs < Infinity;
    this.#rules = {
      maxRetries: options.maxRetries,
      classify: options.classify,
      misjudged: (err) => this.log.error({ err }, "classify failed"),
    };
  }

  /** How many runs are under way. */
  get running(): number {
    let running = 0;
    for (const { runs } of this.#turns) running += runs.length;
    return running;
  }

  /** Resolves when the queue has taken note of what became of the keys. Never rejects. */
  async handle(works: readonly Work<T>[]): Promise<void> {
    const turn: Turn<T> = {
      runs: works.map((work) => this.#begin(work)),
      letGo: this.#options.whenDeaf === "let-go" ? Promise.withResolvers<never>() : undefined,
      abandoned: false,
    };
    this.#turns.add(turn);
    const { timeLimitMs } = this.#options;
    const limit = timeLimitMs < Infinity ? this.#limit(turn, timeLimitMs) : undefined;
    const answerTo = await this.#answer(turn);
    limit?.[Symbol.dispose]();
    if (!turn.abandoned) {
      const [only] = turn.runs;
      if (turn.runs.length === 1) await this.#end(turn, only!, this.#conclude(only!, answerTo));
      else await Promise.all(turn.runs.map((run) => this.#end(turn, run, this.#conclude(run, answerTo))));
    }
    this.#turns.delete(turn);
  }

  /** Gives back a key whose run has not begun. */
  async giveBack(work: Work<T>): Promise<void> {
    const run = new RunUnderWay(work, ++this.#runs, 0, this.log);
    const turn: Turn<T> = { runs: [run], letGo: undefined, abandoned: false };
    this.#turns.add(turn);
    await this.#end(turn, run, { next: "given-back" });
    this.#turns.delete(turn);
  }

  /** Aborts the signals of all runs, because the workers stop. */
  cut(reason: unknown): void {
    for (const { runs } of this.#turns) for (const run of runs) run.cut("stop", reason);
  }

  /** Waits for nothing any more; the keys whose end was not awaited. */
  abandon(): string[] {
    this.#abandoning.abort();
    return Array.from(this.#turns).flatMap((turn) => {
      turn.abandoned = true;
      return turn.runs.filter(({ settled }) => !settled).map(({ key }) => key);
    });
  }

  #begin(work: Work<T>): RunUnderWay<T> {
    const startedAt = this.#timed ? this.#options.clock.now() : 0;
    const run = new RunUnderWay(work, ++this.#runs, startedAt, this.log);
    if (this.#observers.none) return run;
    const { name: controller } = this.#options;
    const { key, attempt, priority } = run;
    run.tellEnds = this.#observers.started({
      controller,
      key,
      attempt,
      priority,
      // Decoding it may throw, which is the observer's affair then.
      get item() {
        return work.item;
      },
    });
    return run;
  }

  /** What the handler answered to each run, once it has ended or is let go. */
  async #answer({ runs, letGo }: Turn<T>): Promise<(run: RunUnderWay<T>) => Answer> {
    try {
      const answer = this.#call(runs);
      const said = isThenable(answer)
        ? await (letGo ? Promise.race([answer, letGo.promise]) : answer)
        : answer;
      return this.#options.batch ? answerToEach(said) : () => ({ said });
    } catch (threw) {
      return () => ({ threw });
    }
  }

  #call(runs: readonly RunUnderWay<T>[]): unknown {
    const { handle, batch } = this.#options;
    return handle ? handle(runs[0]!) : batch!.handle(runs);
  }

  #limit(turn: Turn<T>, limitMs: number): TimeLimit {
    const { clock, deafLimitMs: deafMs, name: controller } = this.#options;
    let reason: DOMException | undefined;
    return new TimeLimit(clock, {
      limitMs,
      deafMs,
      overdue: () => {
        reason = new DOMException(`the run did not end within ${limitMs} ms`, "TimeoutError");
        for (const run of turn.runs) {
          const runMs = clock.now() - run.startedAt;
          run.log.warn({ runMs }, "a run has passed its time limit");
          this.#observers.overdue({ controller, key: run.key, runMs });
          run.timedOut = true;
          run.cut("time-limit", reason);
        }
      },
      deaf: () => {
        for (const run of turn.runs) {
          run.log.warn({ runMs: clock.now() - run.startedAt }, "the handler does not hear its signal");
        }
        turn.letGo?.reject(reason);
      },
    });
  }

  #conclude(run: RunUnderWay<T>, answerTo: (run: RunUnderWay<T>) => Answer): Conclusion {
    let conclusion: Conclusion;
    try {
      conclusion = conclude(run, answerTo(run), this.#rules);
    } catch (cause) {
      // Looking at it throws: a getter, a proxy. The key is not to stay in hand for that.
      const threw = new TypeError("what a handler answered or threw can not be read", { cause });
      conclusion = conclude(run, { threw }, this.#rules);
    }
    if (conclusion.next === "retry") run.log.warn({ err: conclusion.cause }, "a run failed");
    return conclusion;
  }

  async #end(turn: Turn<T>, run: RunUnderWay<T>, conclusion: Conclusion): Promise<void> {
    if (conclusion.next === "give-up") await this.#giveUp(run, conclusion.cause);
    if (turn.abandoned) return;
    const settled = settle(run, conclusion, this.#settling);
    if (settled !== true && !(await settled)) return;
    if (!turn.abandoned) this.#settled(run, conclusion);
  }

  async #giveUp(run: RunUnderWay<T>, cause: unknown): Promise<void> {
    run.log.error({ err: cause }, "a key was given up");
    try {
      await this.#options.onGivenUp?.({ run, cause });
    } catch (err) {
      run.log.error({ err }, "onGivenUp failed");
    }
  }

  #settled(run: RunUnderWay<T>, conclusion: Conclusion): void {
    run.settled = true;
    if (conclusion.next === "given-back") this.givenBack++;
    else this.finished++;
    if (run.tellEnds.length === 0) return;
    const runMs = this.#options.clock.now() - run.startedAt;
    this.#observers.ended(run.tellEnds, { outcome: conclusion, runMs, timedOut: run.timedOut });
  }
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return (
    typeof answer === "object" && answer !== null && "then" in answer && typeof answer.then === "function"
  );
}

function answerToEach<T>(said: unknown): (run: RunUnderWay<T>) => Answer {
  if (said === undefined) return () => ({ said });
  if (said instanceof Map) return (run: Run<T>) => ({ said: said.get(run) as unknown });
  const threw = new TypeError("a batch handler must answer nothing or a Map of outcomes");
  return () => ({ threw });
}
