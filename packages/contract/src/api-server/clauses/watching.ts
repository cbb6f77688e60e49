import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import { clausesOn } from "../../clause.ts";
import type { ApiServerHarness } from "../api-server-harness.ts";
import { Maps } from "../steps.ts";

const clause = clausesOn((harness: ApiServerHarness) => new Maps(harness));

/** What a watch delivers. */
export const watching: Chapter<ApiServerHarness> = {
  title: "Watching",
  clauses: [
    clause("A watch from the version of a list delivers every later change once, in order.", async (maps) => {
      await maps.create("before");
      const { metadata } = await maps.list();
      await maps.watching(`resourceVersion=${metadata.resourceVersion}`, async (watch) => {
        await maps.create("a");
        await maps.patch("a", { data: { a: "2" } });
        await maps.remove("a");
        await maps.create("end");
        assert.deepEqual(await watch.events(4), ["ADDED a", "MODIFIED a", "DELETED a", "ADDED end"]);
      });
    }),
    clause("A watch without a version begins with everything that exists.", async (maps) => {
      await maps.create("a");
      await maps.create("b");
      await maps.watching("", async (watch) => {
        assert.deepEqual((await watch.events(2)).toSorted(), ["ADDED a", "ADDED b"]);
        await maps.create("c");
        assert.deepEqual(await watch.events(1), ["ADDED c"]);
      });
    }),
    clause("An object of an event is the one that a read gives, kind and version included.", async (maps) => {
      const created = await maps.create("a");
      await maps.watching("", async (watch) => {
        assert.deepEqual((await watch.next())?.object, created);
      });
    }),
    clause("The event of a delete has the last state and a version of its own.", async (maps) => {
      const created = await maps.create("a");
      await maps.watching(`resourceVersion=${created.metadata.resourceVersion}`, async (watch) => {
        await maps.remove("a");
        const line = await watch.next();
        assert.equal(line?.type, "DELETED");
        assert.deepEqual(line.object.data, created.data);
        assert.ok(BigInt(line.object.metadata.resourceVersion) > BigInt(created.metadata.resourceVersion));
      });
    }),
    clause(
      "An object that leaves a selector is deleted to its watch in its old state, and one that enters is added.",
      async (maps) => {
        const created = await maps.create("a", { labels: { app: "x" } });
        const { resourceVersion } = created.metadata;
        await maps.watching(`labelSelector=app%3Dx&resourceVersion=${resourceVersion}`, async (watch) => {
          const moved = await maps.patch("a", { metadata: { labels: { app: "y" } } });
          const left = await watch.next();
          assert.equal(left?.type, "DELETED");
          assert.deepEqual(left.object.metadata.labels, { app: "x" });
          assert.equal(left.object.metadata.resourceVersion, moved.metadata.resourceVersion);
          await maps.create("other");
          await maps.patch("a", { metadata: { labels: { app: "x" } } });
          assert.deepEqual(await watch.events(1), ["ADDED a"]);
        });
      },
    ),
    clause("A watch of one name delivers nothing of another.", async (maps) => {
      const { metadata } = await maps.list();
      await maps.watching(
        `fieldSelector=metadata.name%3Db&resourceVersion=${metadata.resourceVersion}`,
        async (watch) => {
          await maps.create("a");
          await maps.create("b");
          assert.deepEqual(await watch.events(1), ["ADDED b"]);
        },
      );
    }),
    clause("A watch of one resource delivers nothing of another.", async (maps, harness) => {
      const secrets = new Maps(harness, "secrets");
      const { metadata } = await maps.list();
      await maps.watching(`resourceVersion=${metadata.resourceVersion}`, async (watch) => {
        const secret = { kind: "Secret", apiVersion: "v1", metadata: { name: "s" } };
        assert.equal((await secrets.send("POST", secrets.path, secret)).status, 201);
        await maps.create("a");
        assert.deepEqual(await watch.events(1), ["ADDED a"]);
      });
    }),
    clause("A watch from the version of any event delivers exactly what followed it.", async (maps) => {
      const versions: string[] = [(await maps.list()).metadata.resourceVersion];
      for (const name of ["a", "b", "c"]) versions.push((await maps.create(name)).metadata.resourceVersion);
      for (const [at, version] of versions.slice(0, 3).entries()) {
        await maps.watching(`resourceVersion=${version}`, async (watch) => {
          const expected = ["ADDED a", "ADDED b", "ADDED c"].slice(at);
          assert.deepEqual(await watch.events(expected.length), expected);
        });
      }
    }),
    clause("The events of many writers come in the order of their versions, none missing.", async (maps) => {
      const { metadata } = await maps.list();
      await maps.watching(`resourceVersion=${metadata.resourceVersion}`, async (watch) => {
        const writers = Array.from({ length: 12 }, (_, at) => maps.create(`w${at}`));
        await Promise.all(writers);
        const versions: bigint[] = [];
        for (let at = 0; at < 12; at++)
          versions.push(BigInt((await watch.next())!.object.metadata.resourceVersion));
        assert.deepEqual(
          versions,
          versions.toSorted((a, b) => (a < b ? -1 : 1)),
        );
        assert.equal(new Set(versions).size, 12);
      });
    }),
    clause(
      "A watch-list delivers what exists, then a bookmark that says so, then what follows.",
      { needs: ["watch-list"] },
      async (maps) => {
        await maps.create("a");
        const query = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        await maps.watching(query, async (watch) => {
          assert.deepEqual(await watch.events(1), ["ADDED a"]);
          const end = await watch.next();
          assert.equal(end?.type, "BOOKMARK");
          assert.equal(end.object.metadata.annotations?.["k8s.io/initial-events-end"], "true");
          await maps.create("b");
          assert.deepEqual(await watch.events(1), ["ADDED b"]);
        });
      },
    ),
    clause(
      "A watch from a version that was forgotten gets an error that says so, and ends.",
      { needs: ["compacts"] },
      async (maps, harness) => {
        const { metadata } = await maps.create("a");
        await maps.create("b");
        await harness.compact();
        await maps.watching(`resourceVersion=${metadata.resourceVersion}`, async (watch) => {
          const line = await watch.next();
          assert.deepEqual([line?.type, line?.object.code], ["ERROR", 410]);
          assert.equal(await watch.next(), undefined);
        });
      },
    ),
    clause(
      "A watch ends cleanly after the seconds that it asked for.",
      { needs: ["time"] },
      async (maps, harness) => {
        await maps.watching("timeoutSeconds=1", async (watch) => {
          await harness.pass(1500);
          assert.equal(await watch.next(), undefined);
        });
      },
    ),
  ],
};
