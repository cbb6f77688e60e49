// Started by a test as a process of its own: opens the cache at the path, saves an object, says so, and stays until killed.
import { argv, stdout } from "node:process";
import { openInformerCache } from "@workset/informer-sqlite";

const cache = await openInformerCache<string>(argv[2]!);
await cache.save([{ type: "updated", key: "a", object: "1" }], "1");
stdout.write("saved\n");
setInterval(() => {}, 60_000);
