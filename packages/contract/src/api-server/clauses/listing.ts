import { strict as assert } from "node:assert";
import type { Chapter } from "../../clause.ts";
import { clausesOn } from "../../clause.ts";
import type { ApiServerHarness } from "../api-server-harness.ts";
import { Maps, type ReadObject } from "../steps.ts";

const clause = clausesOn((harness: ApiServerHarness) => new Maps(harness));

function names({ items }: ReadObject): string[] {
  return items.map(({ metadata }) => metadata.name).toSorted();
}

/** What a list shows. */
export const listing: Chapter<ApiServerHarness> = {
  title: "Listing",
  clauses: [
    clause(
      "A list shows every write before it, and its version is not older than any of them.",
      async (maps) => {
        assert.deepEqual((await maps.list()).items, []);
        await maps.create("a");
        const last = await maps.create("b");
        const list = await maps.list();
        assert.deepEqual(names(list), ["a", "b"]);
        assert.ok(BigInt(list.metadata.resourceVersion) >= BigInt(last.metadata.resourceVersion));
      },
    ),
    clause(
      "The pages of a list show each object once, as of one version, whatever changes meanwhile.",
      async (maps) => {
        for (const name of ["a", "b", "c", "d", "e"]) await maps.create(name);
        const first = await maps.list("limit=2");
        await maps.remove("d");
        await maps.create("f");
        const seen = [...first.items];
        const { resourceVersion } = first.metadata;
        let token = first.metadata.continue;
        for (let page = 0; token !== undefined && token !== "" && page < 9; page++) {
          const next = await maps.list(`limit=2&continue=${encodeURIComponent(token)}`);
          assert.equal(next.metadata.resourceVersion, resourceVersion);
          seen.push(...next.items);
          token = next.metadata.continue;
        }
        assert.deepEqual(names({ ...first, items: seen }), ["a", "b", "c", "d", "e"]);
      },
    ),
    clause("A list of exactly a version shows the state as it was then.", async (maps) => {
      await maps.create("a");
      const then = await maps.list();
      await maps.create("b");
      await maps.remove("a");
      const past = await maps.list(
        `resourceVersion=${then.metadata.resourceVersion}&resourceVersionMatch=Exact`,
      );
      assert.deepEqual(names(past), ["a"]);
      assert.equal(past.metadata.resourceVersion, then.metadata.resourceVersion);
    }),
    clause("A list that is not older than a version shows at least what that version has.", async (maps) => {
      await maps.create("a");
      const last = await maps.create("b");
      const list = await maps.list(
        `resourceVersion=${last.metadata.resourceVersion}&resourceVersionMatch=NotOlderThan`,
      );
      assert.deepEqual(names(list), ["a", "b"]);
    }),
    clause("A match without a version is refused as Invalid.", async (maps) => {
      assert.equal((await maps.send("GET", `${maps.path}?resourceVersionMatch=Exact`)).status, 422);
    }),
    clause(
      "A list of a version that does not exist yet is a Timeout whose cause says so.",
      { needs: ["time"] },
      async (maps, harness) => {
        const pending = maps.send("GET", `${maps.path}?resourceVersion=999999999999`);
        await harness.pass(3500);
        const { status, body } = await pending;
        assert.deepEqual([status, body.details?.causes?.[0]?.reason], [504, "ResourceVersionTooLarge"]);
      },
    ),
    clause("A label selector selects by every operator.", async (maps) => {
      await maps.create("a", { labels: { app: "x", tier: "1" } });
      await maps.create("b", { labels: { app: "y" } });
      await maps.create("c");
      const selected: readonly (readonly [string, readonly string[]])[] = [
        ["app=x", ["a"]],
        ["app!=x", ["b", "c"]],
        ["app in (x,y)", ["a", "b"]],
        ["app notin (x)", ["b", "c"]],
        ["app", ["a", "b"]],
        ["!app", ["c"]],
        ["app,!tier", ["b"]],
      ];
      for (const [selector, expected] of selected) {
        assert.deepEqual(
          names(await maps.list(`labelSelector=${encodeURIComponent(selector)}`)),
          expected,
          selector,
        );
      }
      assert.equal(
        (await maps.send("GET", `${maps.path}?labelSelector=${encodeURIComponent("a b")}`)).status,
        400,
      );
    }),
    clause("A field selector selects by name.", async (maps) => {
      await maps.create("a");
      await maps.create("b");
      assert.deepEqual(names(await maps.list("fieldSelector=metadata.name%3Db")), ["b"]);
      assert.equal((await maps.send("GET", `${maps.path}?fieldSelector=data.x%3D1`)).status, 400);
    }),
    clause("A deleted collection is what the selector selected, and nothing else.", async (maps) => {
      await maps.create("a", { labels: { app: "x" } });
      await maps.create("b");
      assert.equal((await maps.send("DELETE", `${maps.path}?labelSelector=app`)).status, 200);
      assert.deepEqual(names(await maps.list()), ["b"]);
    }),
    clause(
      "A page of a version that was forgotten is Expired.",
      { needs: ["compacts"] },
      async (maps, harness) => {
        for (const name of ["a", "b", "c"]) await maps.create(name);
        const first = await maps.list("limit=1");
        await maps.create("d");
        await harness.compact();
        const { status, body } = await maps.send(
          "GET",
          `${maps.path}?limit=1&continue=${encodeURIComponent(first.metadata.continue!)}`,
        );
        assert.deepEqual([status, body.reason], [410, "Expired"]);
      },
    ),
  ],
};
