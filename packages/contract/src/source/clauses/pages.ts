import { strict as assert } from "node:assert";
import { clause, type Chapter } from "../../clause.ts";
import type { SourceHarness } from "../source-harness.ts";
import type { ListedPage } from "../source-subject.ts";
import { calm, codeOf, saying, watching } from "../steps.ts";

/** How a long list is handed over. */
export const pages: Chapter<SourceHarness> = {
  title: "Pages",
  clauses: [
    clause(
      "A page holds at most what was asked for, and the pages together hold every object once.",
      { needs: ["pages"] },
      async (harness) => {
        await putFive(harness);
        const all = await everyPage(harness);
        assert.ok(
          all.every(({ items }) => items.length <= 2),
          "a page is too long",
        );
        assert.deepEqual(
          saying(
            harness,
            all.flatMap(({ items }) => items),
          ),
          ["a=1", "b=2", "c=3", "d=4", "e=5"],
        );
      },
    ),
    clause("A list that fits on a page does not go on.", { needs: ["pages"] }, async (harness) => {
      await putFive(harness);
      const page = await harness.source.list({ version: "", limit: 5, signal: calm() });
      assert.deepEqual([page.items.length, page.continueToken], [5, undefined]);
    }),
    clause(
      "The pages of a list show one moment, whatever changes meanwhile, and the watch from it tells the changes.",
      { needs: ["pages"] },
      async (harness) => {
        await putFive(harness);
        const all = await everyPage(harness, async () => {
          await harness.remove("e");
          await harness.put("f", 6);
        });
        assert.deepEqual(
          saying(
            harness,
            all.flatMap(({ items }) => items),
          ),
          ["a=1", "b=2", "c=3", "d=4", "e=5"],
        );
        const { told } = await watching(harness, { from: all[0]!.version });
        assert.deepEqual(told, ["deleted e=5", "added f=6"]);
      },
    ),
    clause("All pages of a list bear the version of the first.", { needs: ["pages"] }, async (harness) => {
      await putFive(harness);
      const all = await everyPage(harness, () => harness.put("f", 6));
      assert.equal(new Set(all.map(({ version }) => version)).size, 1);
    }),
    clause(
      "A page that is no longer at hand is refused as expired.",
      { needs: ["pages"] },
      async (harness) => {
        await putFive(harness);
        const { continueToken } = await harness.source.list({ version: "", limit: 2, signal: calm() });
        assert.ok(continueToken, "the list should go on");
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

/** Lists two by two; `between` happens after the first page. */
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
