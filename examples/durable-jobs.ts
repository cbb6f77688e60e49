// Durable jobs: keys that survive the process, in a SQLite file. A job is done when `done` has resolved; a job that fails
// or whose process dies comes again.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DurableQueue, exponential } from "workset";
import { SqliteStore } from "workset/sqlite";

interface Mail {
  readonly to: string;
  readonly text: string;
}

const folder = await mkdtemp(join(tmpdir(), "mails-"));

async function open() {
  const store = await SqliteStore.open(join(folder, "mails.db"));
  const limiter = exponential({ baseMs: 5, maxMs: 60_000 });
  const queue = await DurableQueue.open<Mail>({ store, name: "mails", keyOf: (mail) => mail.to, limiter });
  return { store, queue };
}

// One process adds mails, and ends before it has sent any.
const first = await open();
console.log("ada", await first.queue.add({ to: "ada", text: "a draft" })); // resolves when the disk has it
console.log("ada", await first.queue.add({ to: "ada", text: "the letter" }));
console.log("bob", await first.queue.add({ to: "bob", text: "hello" }));
await first.queue.close();
await first.store.close();

// Another process sends them.
const { store, queue } = await open();
let busy = 1;
for await (const work of queue) {
  try {
    if (work.key === "bob" && busy-- > 0) throw new Error("mail server busy");
    console.log("to", work.key, "goes", work.item.text);
    await work.done();
    const { ready, waiting } = await queue.stats();
    if (ready + waiting === 0) queue.shutDown();
  } catch (error) {
    console.log("to", work.key, "later:", (error as Error).message);
    await work.retry();
  }
}
await queue.close();
await store.close();
await rm(folder, { recursive: true });

// Prints:
// ada added
// ada coalesced
// bob added
// to ada goes the letter
// to bob later: mail server busy
// to bob goes hello
