import { DurableQueue } from "@workset/durable";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { SqliteStore } from "../src/index.ts";
import { turns } from "./turns.ts";
import { Workbench } from "./workbench.ts";

interface Mail {
  readonly to: string;
  readonly text: string;
}

interface Shop {
  readonly database: Database.Database;
  readonly queue: DurableQueue<Mail>;
  /** Notes an order and asks for a mail, both or neither. */
  readonly order: (mail: Mail) => void;
}

async function openShop(bench: Workbench): Promise<Shop> {
  const database = new Database(bench.path("shop.db"));
  database.exec("CREATE TABLE orders (customer TEXT NOT NULL UNIQUE)");
  const store = bench.keep(await SqliteStore.within(database));
  const queue = await DurableQueue.open<Mail>({ store, name: "mail", keyOf: (mail) => mail.to });
  const insert = database.prepare("INSERT INTO orders VALUES (?)");
  const order = database.transaction((mail: Mail) => {
    store.addWithin(queue.prepare(mail));
    insert.run(mail.to);
  });
  return { database, queue, order };
}

test("A mail that is asked for within a transaction goes to a caller that waits, once that is committed", async () => {
  await using bench = new Workbench();
  const { queue, order } = await openShop(bench);
  const getting = queue.get();
  await turns();
  order({ to: "ada", text: "thank you" });
  const lease = (await getting)!;
  expect(lease.item).toEqual({ to: "ada", text: "thank you" });
  expect(await lease.done()).toBe("done");
});

test("A mail whose transaction is rolled back was never asked for", async () => {
  await using bench = new Workbench();
  const { queue, order } = await openShop(bench);
  order({ to: "ada", text: "1" });
  await (await queue.get())!.done();
  const getting = queue.get();
  await turns();
  expect(() => order({ to: "ada", text: "2" })).toThrow(/UNIQUE/);
  await turns();
  expect(await queue.stats()).toMatchObject({ ready: 0, processing: 0, getters: 1 });
  order({ to: "bob", text: "1" });
  expect((await getting)?.key).toBe("bob");
});

test("A mail that is asked for within a transaction of a queue that is shut down is kept for the next", async () => {
  await using bench = new Workbench();
  const { queue, order } = await openShop(bench);
  queue.shutDown();
  order({ to: "ada", text: "1" });
  expect((await queue.get())?.key).toBe("ada");
});
