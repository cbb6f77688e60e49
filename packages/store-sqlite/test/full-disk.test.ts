import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DurableQueue } from "@workset/durable";
import { SqliteStore } from "@workset/store-sqlite";
import { expect, test } from "vitest";

/** A file system of three megabytes; `undefined` where this user may mount none. */
function smallDisk(): ({ readonly path: string } & Disposable) | undefined {
  const path = mkdtempSync(join(tmpdir(), "workset-small-"));
  const remove = (): void => rmSync(path, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", path], { stdio: "ignore" });
  } catch {
    remove();
    return undefined;
  }
  return {
    path,
    [Symbol.dispose]() {
      execFileSync("umount", [path]);
      remove();
    },
  };
}

test("a disk that is really full refuses adds, loses none that it acknowledged, and heals when there is room", async (context) => {
  using disk = smallDisk();
  if (!disk) return context.skip("a small file system can not be mounted by this user");
  const ballast = join(disk.path, "ballast");
  writeFileSync(ballast, Buffer.alloc(1_000_000));

  await using store = await SqliteStore.open(join(disk.path, "queue.db"));
  const healed = Promise.withResolvers<void>();
  await using queue = await DurableQueue.open({
    store: watched(store, healed.resolve),
    name: "q",
    keyOf: ({ id }: { readonly id: number; readonly body: string }) => String(id),
  });
  const acknowledged: number[] = [];
  let refused: unknown;
  for (let id = 0; id < 10_000 && refused === undefined; id++) {
    await queue.add({ id, body: "x".repeat(500) }).then(
      () => acknowledged.push(id),
      (error: unknown) => (refused = error),
    );
  }
  expect(refused).toMatchObject({ name: "StoreError", code: "full" });
  expect((await queue.stats()).fault).toMatchObject({ code: "full" });

  rmSync(ballast);
  await healed.promise;
  expect(await queue.add({ id: -1, body: "" })).toBe("added");
  queue.shutDown();
  const handled: number[] = [];
  for await (const work of queue) {
    using _ = work;
    handled.push(work.item.id);
  }
  expect(handled).toEqual([...acknowledged, -1]);
  return undefined;
});

/** The store, telling when it has healed. */
function watched(store: SqliteStore, healed: () => void): SqliteStore {
  const open = store.open.bind(store);
  store.open = (options) => {
    const { observer } = options;
    const telling = {
      ...observer,
      healed: () => {
        observer?.healed?.();
        healed();
      },
    };
    return open({ ...options, observer: telling });
  };
  return store;
}
