import Database from "better-sqlite3";
import { better, defineQueue, defineWorker, JobStatus, type Logger, type Queue } from "plainjob";

const quiet: Logger = { error: console.error, warn() {}, info() {}, debug() {} };
const type = "work";

/** plainjob on a file: jobs of one type. It knows no keys; done jobs stay in the file for a week. */
export class Plainjob implements Disposable {
  readonly #queue: Queue;
  readonly #database: Database.Database;

  /** @param synchronous How a commit waits for the disk; left out, as plainjob sets it, which is NORMAL. */
  constructor(path: string, synchronous?: "FULL") {
    this.#database = new Database(path);
    this.#queue = defineQueue({ connection: better(this.#database), logger: quiet });
    if (synchronous) this.#database.pragma(`synchronous = ${synchronous}`);
  }

  add(item: unknown): void {
    this.#queue.add(type, item);
  }

  /** Adds many in one transaction. They are due when `delayMs` have passed. */
  addMany(items: readonly unknown[], delayMs = 0): void {
    this.#queue.addMany(type, [...items], { delay: delayMs });
  }

  /** The number of jobs that have not begun. */
  get pending(): number {
    return this.#queue.countJobs({ status: JobStatus.Pending });
  }

  /** Runs this many jobs with this many workers that do nothing but report the last one; the number of jobs done. */
  async process(count: number, concurrency: number, atLast: () => void = () => {}): Promise<number> {
    let done = 0;
    const workers = Array.from({ length: concurrency }, () =>
      defineWorker(
        type,
        async () => {
          if (++done < count) return;
          atLast();
          await Promise.all(workers.map((worker) => worker.stop()));
        },
        { queue: this.#queue, logger: quiet },
      ),
    );
    await Promise.all(workers.map((worker) => worker.start()));
    return done;
  }

  [Symbol.dispose](): void {
    this.#queue.close();
  }
}
