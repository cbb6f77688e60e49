// Started by tests as a process of its own: opens the store at the path, and says so. Told to work, it adds and
// completes keys until it is killed, and writes down what was acknowledged.
import { argv, stdout } from "node:process";
import { SqliteStore } from "@workset/store-sqlite";
import { openQueue, request, done } from "./workbench.ts";

const [, , path = "", task] = argv;

const store = await SqliteStore.open(path);
const queue = await openQueue(store);
stdout.write("open\n");

if (task === "hold") {
  await Promise.all(["a", "b", "c"].map((key) => queue.add(request(key), 0)));
  await queue.take(2, 0);
  stdout.write("held\n");
}

if (task === "work") {
  for (let key = 0; ; key += 2) {
    await Promise.all([
      queue.add(request(`kept-${key}`, { priority: -1 }), 0),
      queue.add(request(`done-${key}`), 0),
    ]);
    stdout.write(`added kept-${key}\n`);
    const [claim] = await queue.take(1, 0);
    await queue.release(claim!, done, 0);
    stdout.write(`completed ${claim!.key}\n`);
  }
}

// Stay until killed.
setInterval(() => {}, 60_000);
