import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { emitWarning } from "node:process";
import type { CachePersistence } from "@workset/informer";
import { CacheFile } from "./cache-file.ts";
import { CacheFileError } from "./cache-file-error.ts";
import { CacheTable } from "./cache-table.ts";
import { jsonCodec, type ObjectCodec } from "./codec.ts";
import { isDamage, setAside } from "./open-database.ts";
import type { Durability, InformerCacheOptions } from "./options.ts";
import { SqliteCache } from "./sqlite-cache.ts";

/**
 * Opens a cache in a file, which is made when there is none. Everything is read before it resolves; objects are decoded
 * when they are first asked for. One process at a time has a file.
 * @throws CacheFileError when the file can not be used; TypeError or RangeError when an option makes no sense.
 */
export async function openInformerCache<T>(
  path: string,
  options: InformerCacheOptions<T> = {},
): Promise<CachePersistence<T>> {
  const real = checkedPath(path);
  const name = options.name ?? "default";
  const durability = checkedDurability(options.durability ?? "power-loss");
  const codec = options.codec ?? (jsonCodec as ObjectCodec<T>);
  const open = (): SqliteCache<T> => {
    const { file, begun } = CacheFile.open(real, name, durability, (database) => {
      const table = new CacheTable(database, name);
      return { table, found: table.read() };
    });
    return new SqliteCache({ file, name, codec, ...begun });
  };
  try {
    return open();
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    if (CacheFile.isOpen(real)) {
      const says = `${path} is damaged, and other caches in it are open: close them, then open all of them anew`;
      throw new CacheFileError("damaged", says, { cause });
    }
    const aside = setAside(real);
    const opened = open();
    const { onDamaged = emitWarning } = options;
    onDamaged(new Error(`${path} was damaged and is now ${aside}; its caches start empty`, { cause }));
    return opened;
  }
}

function checkedPath(path: unknown): string {
  if (typeof path !== "string" || path === "" || path === ":memory:") {
    throw new TypeError(
      `path must name a file, but it is ${String(path)}: MemoryPersistence of @workset/informer needs none`,
    );
  }
  if (existsSync(path)) return realpathSync(path);
  if (existsSync(dirname(path))) return join(realpathSync(dirname(path)), basename(path));
  throw new TypeError(`the folder of ${path} does not exist: make it first`);
}

function checkedDurability(durability: Durability): Durability {
  if (durability === "power-loss" || durability === "process-crash") return durability;
  throw new RangeError(`durability must be "power-loss" or "process-crash", but it is ${String(durability)}`);
}
