// Retries with back-off: a key whose handler throws comes back, later each time, until the handler succeeds.
import { exponential, RateLimitingQueue } from "workset";

const queue = new RateLimitingQueue({ limiter: exponential({ baseMs: 5, maxMs: 60_000 }) });

let refusals = 2;
async function connect(host: string): Promise<void> {
  if (host === "db" && refusals-- > 0) throw new Error("connection refused");
  console.log("connected to", host);
  if (host === "db") queue.shutDown();
}

queue.addAll(["db", "web"]);
await queue.process(connect, {
  onError(error, { key, next }) {
    console.log(
      key,
      "failed:",
      (error as Error).message,
      "- it is",
      next,
      "for attempt",
      queue.numRequeues(key) + 1,
    );
  },
});

// Prints:
// db failed: connection refused - it is waiting for attempt 2
// connected to web
// db failed: connection refused - it is waiting for attempt 3
// connected to db
