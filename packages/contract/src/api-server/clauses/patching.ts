import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import { clausesOn } from "../../clause.ts";
import type { ApiServerHarness } from "../api-server-harness.ts";
import { expectStatus, Maps } from "../steps.ts";

const clause = clausesOn((harness: ApiServerHarness) => new Maps(harness));

/** What the patch languages mean. */
export const patching: Chapter<ApiServerHarness> = {
  title: "Patching",
  clauses: [
    clause("A merge patch sets what it names, removes what is null, and leaves the rest.", async (maps) => {
      await maps.create("a", { labels: { keep: "1", drop: "1" } });
      const patched = await maps.patch("a", { metadata: { labels: { drop: null, add: "1" } } });
      assert.deepEqual(patched.metadata.labels, { add: "1", keep: "1" });
      assert.deepEqual(patched.data, { a: "1" });
    }),
    clause("A patch that names an old version is refused as a Conflict.", async (maps) => {
      const old = await maps.create("a");
      await maps.patch("a", { data: { a: "2" } });
      const { resourceVersion } = old.metadata;
      const patch = { metadata: { resourceVersion }, data: { a: "3" } };
      assert.equal((await maps.send("PATCH", `${maps.path}/a`, patch, "merge")).status, 409);
    }),
    clause("A JSON patch is applied as a whole, or not at all when a test in it fails.", async (maps) => {
      const created = await maps.create("a");
      const refused = [
        { op: "test", path: "/data/a", value: "other" },
        { op: "replace", path: "/data/a", value: "2" },
      ];
      assert.equal((await maps.send("PATCH", `${maps.path}/a`, refused, "jsonPatch")).status, 422);
      assert.deepEqual(await maps.get("a"), created);
      const patched = await maps.patch(
        "a",
        [
          { op: "test", path: "/data/a", value: "1" },
          { op: "replace", path: "/data/a", value: "2" },
        ],
        "jsonPatch",
      );
      assert.deepEqual(patched.data, { a: "2" });
    }),
    clause(
      "A strategic merge patch merges lists of a built-in kind item by item.",
      async (_maps, harness) => {
        const services = new Maps(harness, "services");
        const spec = {
          selector: { a: "b" },
          ports: [
            { name: "one", port: 1 },
            { name: "two", port: 2 },
          ],
        };
        expectStatus(
          201,
          await services.send("POST", services.path, {
            kind: "Service",
            apiVersion: "v1",
            metadata: { name: "s" },
            spec,
          }),
        );
        const patched = await services.patch(
          "s",
          { spec: { ports: [{ name: "three", port: 3 }] } },
          "strategic",
        );
        assert.deepEqual(patched.spec?.ports?.map(({ port }) => port).toSorted(), [1, 2, 3]);
      },
    ),
    clause("An apply creates, and the same apply again keeps the version.", async (maps) => {
      const first = expectStatus(201, await maps.apply("a", "one", { a: "1" }));
      const second = expectStatus(200, await maps.apply("a", "one", { a: "1" }));
      assert.equal(second.metadata.resourceVersion, first.metadata.resourceVersion);
    }),
    clause(
      "An apply of a field that another manager set to another value is a Conflict that names both; force takes it.",
      async (maps) => {
        await maps.apply("a", "one", { a: "1" });
        const { status, body } = await maps.apply("a", "two", { a: "2" });
        assert.equal(status, 409);
        assert.deepEqual(body.details?.causes?.[0]?.reason, "FieldManagerConflict");
        assert.equal(body.details?.causes?.[0]?.field, ".data.a");
        assert.deepEqual((await maps.get("a")).data, { a: "1" });
        assert.deepEqual(expectStatus(200, await maps.apply("a", "two", { a: "2" }, "&force=true")).data, {
          a: "2",
        });
      },
    ),
    clause("An apply removes what its manager no longer names and no other manager owns.", async (maps) => {
      await maps.apply("a", "one", { mine: "1", shared: "1" });
      await maps.apply("a", "two", { shared: "1" });
      const applied = expectStatus(200, await maps.apply("a", "one", {}));
      assert.deepEqual(applied.data, { shared: "1" });
    }),
  ],
};
