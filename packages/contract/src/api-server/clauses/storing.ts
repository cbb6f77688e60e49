import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import { clausesOn } from "../../clause.ts";
import type { ApiServerHarness } from "../api-server-harness.ts";
import { expectStatus, Maps, newer } from "../steps.ts";

const clause = clausesOn((harness: ApiServerHarness) => new Maps(harness));

/** What becomes of writes. */
export const storing: Chapter<ApiServerHarness> = {
  title: "Storing",
  clauses: [
    clause(
      "A created object has an uid, a version and the time of its creation, and is read as it was created.",
      async (maps) => {
        const created = await maps.create("a", { labels: { x: "1" } });
        const { uid, resourceVersion, creationTimestamp } = created.metadata;
        assert.ok(uid.length > 0 && creationTimestamp !== undefined);
        assert.deepEqual(created.metadata.labels, { x: "1" });
        assert.match(resourceVersion, /^[1-9]\d*$/u);
        assert.deepEqual(await maps.get("a"), created);
      },
    ),
    clause("A second create of a name is refused as AlreadyExists and changes nothing.", async (maps) => {
      const created = await maps.create("a");
      const { body } = await maps.send("POST", maps.path, maps.map("a", {}, { a: "2" }));
      assert.equal(body.reason, "AlreadyExists");
      assert.deepEqual(await maps.get("a"), created);
    }),
    clause("Every change has a newer version than all changes before it.", async (maps) => {
      const changes = [
        await maps.create("a"),
        await maps.create("b"),
        await maps.patch("a", { data: { a: "2" } }),
        await maps.create("c"),
      ];
      for (const [at, change] of changes.entries()) if (at > 0) assert.ok(newer(change, changes[at - 1]!));
    }),
    clause("A replace from an old version is refused as a Conflict and changes nothing.", async (maps) => {
      const old = await maps.create("a");
      const current = await maps.patch("a", { data: { a: "2" } });
      const { status, body } = await maps.send("PUT", `${maps.path}/a`, { ...old, data: { a: "3" } });
      assert.deepEqual([status, body.reason], [409, "Conflict"]);
      assert.deepEqual(await maps.get("a"), current);
    }),
    clause("Of several replaces from one version, one succeeds.", async (maps) => {
      const old = await maps.create("a");
      const replaces = ["1", "2", "3", "4"].map((a) =>
        maps.send("PUT", `${maps.path}/a`, { ...old, data: { a: `new ${a}` } }),
      );
      const statuses = (await Promise.all(replaces)).map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 200).length, 1);
      assert.equal(statuses.filter((status) => status === 409).length, 3);
    }),
    clause("A replace that changes nothing keeps the version.", async (maps) => {
      const created = await maps.create("a");
      const same = expectStatus(200, await maps.send("PUT", `${maps.path}/a`, created));
      assert.equal(same.metadata.resourceVersion, created.metadata.resourceVersion);
    }),
    clause(
      "A delete with the uid or the version of something else is refused as a Conflict.",
      async (maps) => {
        const old = await maps.create("a");
        await maps.patch("a", { data: { a: "2" } });
        const wrong = [
          { uid: "00000000-0000-4000-8000-000000000000" },
          { resourceVersion: old.metadata.resourceVersion },
        ];
        for (const preconditions of wrong) {
          const options = { kind: "DeleteOptions", apiVersion: "v1", preconditions };
          assert.equal((await maps.send("DELETE", `${maps.path}/a`, options)).status, 409);
        }
        await maps.get("a");
      },
    ),
    clause(
      "A deleted object is not found, and one that is created under its name is another.",
      async (maps) => {
        const first = await maps.create("a");
        await maps.remove("a");
        const gone = await maps.send("GET", `${maps.path}/a`);
        assert.deepEqual([gone.status, gone.body.kind, gone.body.reason], [404, "Status", "NotFound"]);
        const second = await maps.create("a");
        assert.notEqual(second.metadata.uid, first.metadata.uid);
      },
    ),
    clause(
      "A delete of an object with a finalizer marks it, and it is gone when the last finalizer is removed.",
      async (maps) => {
        await maps.create("a", { finalizers: ["example.test/f"] });
        const marked = await maps.remove("a");
        assert.ok(marked.metadata.deletionTimestamp !== undefined);
        assert.equal((await maps.get("a")).metadata.deletionTimestamp, marked.metadata.deletionTimestamp);
        await maps.patch("a", { metadata: { finalizers: null } });
        assert.equal((await maps.send("GET", `${maps.path}/a`)).status, 404);
      },
    ),
    clause("A dry run answers as if it had been done, and changes nothing.", async (maps) => {
      expectStatus(201, await maps.send("POST", `${maps.path}?dryRun=All`, maps.map("a")));
      assert.equal((await maps.send("GET", `${maps.path}/a`)).status, 404);
      const created = await maps.create("b");
      expectStatus(200, await maps.send("DELETE", `${maps.path}/b?dryRun=All`));
      assert.deepEqual(await maps.get("b"), created);
    }),
    clause("Generated names begin as asked and differ.", async (maps) => {
      const generated = { metadata: { generateName: "gen-" } };
      const one = expectStatus(201, await maps.send("POST", maps.path, generated));
      const two = expectStatus(201, await maps.send("POST", maps.path, generated));
      assert.ok(one.metadata.name.startsWith("gen-") && two.metadata.name.startsWith("gen-"));
      assert.notEqual(one.metadata.name, two.metadata.name);
    }),
    clause(
      "A name or a label that is not valid is refused as Invalid, and the cause names the field.",
      async (maps) => {
        for (const [field, metadata] of [
          ["metadata.name", { name: "Not Valid" }],
          ["metadata.labels", { name: "a", labels: { x: "not valid!" } }],
        ] as const) {
          const { status, body } = await maps.send("POST", maps.path, { metadata });
          assert.deepEqual([status, body.reason, body.details?.causes?.[0]?.field], [422, "Invalid", field]);
        }
      },
    ),
    clause("Merge patches of many writers are all applied.", async (maps) => {
      await maps.create("a", {}, {});
      const keys = Array.from({ length: 8 }, (_, at) => `k${at}`);
      await Promise.all(keys.map((key) => maps.patch("a", { data: { [key]: key } })));
      assert.deepEqual(Object.keys((await maps.get("a")).data ?? {}).toSorted(), keys);
    }),
  ],
};
