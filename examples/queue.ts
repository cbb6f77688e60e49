// A work queue: a key that is added again before it is processed is one piece of work.
import { WorkQueue } from "workset";

const queue = new WorkQueue();
for (const app of ["web", "db", "web", "web"]) console.log(app, queue.add(app));

const deploying = queue.process(
  async (app) => {
    console.log("deploy", app);
    if (app === "web") console.log("web changes meanwhile:", queue.add("web"));
  },
  { concurrency: 2 },
);

console.log(await queue.shutDownWithDrain()); // refuses adds, and waits for the rest
await deploying;

// Prints:
// web added
// db added
// web coalesced
// web coalesced
// deploy web
// web changes meanwhile: dropped
// deploy db
// { ended: 'drained', ready: 0, processing: 0, waiting: 0 }
