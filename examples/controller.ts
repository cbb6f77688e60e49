// A controller: told that something changed, it looks at how things are and at how they should be, and does what is
// missing. Here a site should have a number of pages.
import { RateLimitingQueue } from "workset";
import { Controller, forObjects, ownedBy } from "workset/controller";
import { FakeSource, kubernetesMeta, SharedInformer } from "workset/informer";

interface Thing {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
  /** How many pages a site should have. */
  readonly pages?: number;
  /** The site to which a page belongs. */
  readonly site?: string;
}

// In production these are an API server, a folder or a table. These two live in memory.
const meta = kubernetesMeta;
const stamp = ({ metadata, ...rest }: Thing, resourceVersion: string): Thing => {
  return { ...rest, metadata: { ...metadata, resourceVersion } };
};
const siteSource = new FakeSource<Thing>({ meta, stamp });
const pageSource = new FakeSource<Thing>({ meta, stamp });
siteSource.set({ metadata: { name: "shop" }, pages: 2 });

const sites = new SharedInformer<Thing>({ source: siteSource });
const pages = new SharedInformer<Thing, "site">({
  source: pageSource,
  indexes: { site: ({ site }) => (site ? [site] : []) },
});

const controller = new Controller({
  name: "sites",
  queue: new RateLimitingQueue({ merge: true }),
  sources: [forObjects(sites), ownedBy(pages, { ownerKeys: ({ site }) => (site ? [site] : []) })],
  reconcile({ key }) {
    const count = sites.cache.getByKey(key)?.pages ?? 0;
    const wanted = Array.from({ length: count }, (_, n) => `${key}-${n}`);
    const existing = pages.cache.keysByIndex("site", key);
    for (const name of wanted)
      if (!existing.includes(name)) pageSource.set({ metadata: { name }, site: key });
    for (const name of existing) if (!wanted.includes(name)) pageSource.delete(name);
  },
});
await controller.start();

/** Waits for this number of pages. */
async function show(when: string, count: number): Promise<void> {
  const names = () => Array.from(pageSource.objects, ({ metadata }) => metadata.name);
  while (names().length !== count) await new Promise((resolve) => setTimeout(resolve, 1));
  console.log(when, names().toSorted());
}
await show("at first:", 2);
pageSource.delete("shop-0");
await show("a page was removed:", 2);
siteSource.set({ metadata: { name: "shop" }, pages: 3 });
await show("the site should have three:", 3);
siteSource.delete("shop");
await show("the site is gone:", 0);

await controller.stop();
await Promise.all([sites.stop(), pages.stop()]);

// Prints:
// at first: [ 'shop-0', 'shop-1' ]
// a page was removed: [ 'shop-0', 'shop-1' ]
// the site should have three: [ 'shop-0', 'shop-1', 'shop-2' ]
// the site is gone: []
