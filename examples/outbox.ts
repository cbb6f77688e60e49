// An outbox: a mail is queued in the very transaction that writes its order. Both happen, or neither.
import Database from "better-sqlite3";
import { DurableQueue, exponential } from "workset";
import { Controller, TerminalError } from "workset/controller";
import { SqliteStore } from "workset/sqlite";

interface Mail {
  readonly order: number;
  readonly to: string;
}

const database = new Database(":memory:"); // "shop.db" in production
database.exec("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT NOT NULL)");
const insert = database.prepare("INSERT INTO orders (customer) VALUES (?)");

const store = await SqliteStore.within(database);
const outbox = await DurableQueue.open<Mail>({
  store,
  name: "outbox",
  keyOf: ({ order }) => `order ${order}`,
  limiter: exponential({ baseMs: 5, maxMs: 60_000 }),
});

const placeOrder = database.transaction((customer: string) => {
  const order = Number(insert.run(customer).lastInsertRowid);
  store.addWithin(outbox.prepare({ order, to: customer }));
  if (customer === "") throw new Error("an order needs a customer");
});

const mails = new Controller({
  name: "mails",
  queue: outbox,
  concurrency: 10,
  maxRetries: 20,
  onGivenUp: ({ run, cause }) => console.log(run.key, "given up:", (cause as Error).message),
  reconcile({ item, key, attempt }) {
    if (!item.to.endsWith("@example.org")) throw new TerminalError("no such host");
    if (attempt === 1) throw new Error("mail server busy"); // tried again, with back-off
    console.log(key, "sent at attempt", attempt);
  },
});
await mails.start();

placeOrder("ada@example.org");
try {
  placeOrder("");
} catch (error) {
  console.log("no order, no mail:", (error as Error).message);
}
placeOrder("bob@example.net");

const left = async (): Promise<number> => {
  const { ready, processing, waiting } = await outbox.stats();
  return ready + processing + waiting;
};
while ((await left()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
await mails.stop();
await outbox.close();
await store.close();

// Prints:
// no order, no mail: an order needs a customer
// order 2 given up: no such host
// order 1 sent at attempt 2
