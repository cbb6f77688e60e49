import { kubernetesMeta } from "@workset/informer";
import { openInformerCache } from "@workset/informer-sqlite";
import { makeObjects } from "./src/objects.ts";
import { rmSync } from "node:fs";
rmSync("/tmp/E/b.db", { force: true });
await using cache = await openInformerCache<any>("/tmp/E/b.db");
await cache.save(makeObjects(100000, 1).map((object) => ({ type: "set" as const, key: kubernetesMeta.keyOf(object), object })), "7");
