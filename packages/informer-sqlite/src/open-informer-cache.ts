import { emitWarning } from "node:process";
import type { CachePersistence } from "@workset/informer";
import { checkedDurability, checkedPath, setAside } from "@workset/sqlite-file";
import { isStoreError, StoreError } from "@workset/store";
import { CacheFile } from "./cache-file.ts";
import { CacheTable } from "./cache-table.ts";
import { jsonCodec, type ObjectCodec } from "./codec.ts";
import type { InformerCacheOptions } from "./options.ts";
import { SqliteCache } from "./sqlite-cache.ts";

/**
 * Opens a cache in a file, which is made when there is none. Everything is read before it resolves; objects are decoded
 * when they are first asked for. One process at a time has a file. A damaged file is set aside, and the cache starts empty.
 * @throws StoreError when the file cannot be used: `"in-use"`, `"newer"`, `"not-a-store"`, `"read-only"`, `"full"`, `"io"`,
 * `"no-driver"`; `"corrupt"` when it is damaged and another cache in it is open. TypeError or RangeError when an option makes
 * no sense; the signal's reason.
 */
export async function openInformerCache<T>(
  path: string,
  options: InformerCacheOptions<T> = {},
): Promise<CachePersistence<T>> {
  const real = checkedPath(path, "MemoryPersistence of @workset/informer");
  const { name = "default", codec = jsonCodec as ObjectCodec<T>, onDamaged = emitWarning } = options;
  const durability = checkedDurability(options.durability ?? "power-loss");
  const open = (): Promise<SqliteCache<T>> =>
    CacheFile.open(real, name, { ...options, durability }, (file) => {
      const table = new CacheTable(file, name);
      return new SqliteCache({ file, name, codec, table, found: table.read() });
    });
  try {
    return await open();
  } catch (cause) {
    if (!isStoreError(cause) || cause.code !== "corrupt") throw cause;
    if (CacheFile.isOpen(real)) {
      const says = `${path} is damaged, and other caches in it are open: close them, then open all of them anew`;
      throw new StoreError("corrupt", says, { cause });
    }
    const aside = setAside(real);
    const opened = await open();
    onDamaged(new Error(`${path} was damaged and is now ${aside}; its caches start empty`, { cause }));
    return opened;
  }
}
