import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import type { ListedPage } from "../source-subject.ts";
import { calm, codeOf, inShort, watching } from "../steps.ts";

/** Lists in pages. */
export const pages: Chapter<SourceHarness> = {
  title: "Pages",
  clauses: [
    clause(
      "A page has at most as many objects as requested, and all pages together have every object once.",
      { needs: ["pages"] },
      async (harness) => {
        await putFive(harness);
        const all = await everyPage(harness);
        assert.ok(
          all.every(({ items }) => items.length <= 2),
          "a page is too long",
        );
        assert.deepEqual(
          inShort(
            harness,
            all.flatMap(({ items }) => items),
          ),
          ["a=1", "b=2", "c=3", "d=4", "e=5"],
        );
      },
    ),
    clause("A list that fits on one page has no continue token.", { needs: ["pages"] }, async (harness) => {
      await putFive(harness);
      const page = await harness.source.list({ version: "", limit: 5, signal: calm() });
      assert.deepEqual([page.items.length, page.continueToken], [5, undefined]);
    }),
    clause(
      "All pages of a list have the state of one version, and a watch from it sends the changes made meanwhile.",
      { needs: ["pages"] },
      async (harness) => {
        await putFive(harness);
        const all = await everyPage(harness, async () => {
          await harness.remove("e");
          await harness.put("f", 6);
        });
        assert.deepEqual(
          inShort(
            harness,
            all.flatMap(({ items }) => items),
          ),
          ["a=1", "b=2", "c=3", "d=4", "e=5"],
        );
        const { sent } = await watching(harness, { from: all[0]!.version });
        assert.deepEqual(sent, ["deleted e=5", "added f=6"]);
      },
    ),
    clause("All pages of a list have the version of the first.", { needs: ["pages"] }, async (harness) => {
      await putFive(harness);
      const all = await everyPage(harness, () => harness.put("f", 6));
      assert.equal(new Set(all.map(({ version }) => version)).size, 1);
    }),
    clause(
      "A continue token whose list is gone is refused as expired.",
      { needs: ["pages"] },
      async (harness) => {
        await putFive(harness);
        const { continueToken } = await harness.source.list({ version: "", limit: 2, signal: calm() });
        assert.ok(continueToken, "the list should have a continue token");
        await harness.expirePages();
        const next = harness.source.list({ version: "", limit: 2, continueToken, signal: calm() });
        await assert.rejects(next, (error) => codeOf(error) === "expired");
      },
    ),
  ],
};

async function putFive(harness: SourceHarness): Promise<void> {
  for (const [index, name] of ["a", "b", "c", "d", "e"].entries()) await harness.put(name, index + 1);
}

/** Lists two by two; `between` runs after the first page. */
async function everyPage(
  harness: SourceHarness,
  between: () => Promise<void> = async () => {},
): Promise<ListedPage<unknown>[]> {
  const all = [await harness.source.list({ version: "", limit: 2, signal: calm() })];
  await between();
  for (let at = all[0]!.continueToken; at !== undefined; at = all.at(-1)!.continueToken) {
    assert.ok(all.length < 10, "the list never ends");
    all.push(await harness.source.list({ version: "", limit: 2, continueToken: at, signal: calm() }));
  }
  return all;
}
