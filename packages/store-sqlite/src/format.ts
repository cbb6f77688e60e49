import type { FileFormat, SqliteDatabase } from "@workset/sqlite-file";
import { version1, version2 } from "./schema.ts";

/** A file with the tables of a store. */
export const storeFormat: FileFormat = {
  kind: "a store's",
  package: "@workset/store-sqlite",
  // "wkst"
  applicationId: 0x77_6b_73_74,
  steps: [version1, version2],
  otherwise: "use SqliteStore.within to keep queues in a database of your own",
  verify,
};

interface Counted {
  readonly name: string;
  readonly ready: number;
  readonly waiting: number;
  readonly failed: number;
  readonly readyRows: number;
  readonly waitingRows: number;
  readonly failedRows: number;
  readonly lost: number;
}

/** Compares the counts of each queue with its rows, and its narrow tables with the keys that they speak of. */
function verify(database: SqliteDatabase): string | undefined {
  const rows = database
    .prepare(
      `SELECT name, ready, waiting, failed,
        (SELECT count(*) FROM workset_line l WHERE l.queue = q.id) AS readyRows,
        (SELECT count(*) FROM workset_keys k WHERE k.queue = q.id AND k.due_at IS NOT NULL) AS waitingRows,
        (SELECT count(*) FROM workset_keys k WHERE k.queue = q.id AND k.state = 2) AS failedRows,
        (SELECT count(*) FROM workset_line l WHERE l.queue = q.id
          AND NOT EXISTS (SELECT 1 FROM workset_keys k WHERE k.id = l.id)) +
        (SELECT count(*) FROM workset_held h WHERE h.queue = q.id
          AND NOT EXISTS (SELECT 1 FROM workset_keys k WHERE k.id = h.id)) AS lost
      FROM workset_queues q`,
    )
    .safeIntegers(false)
    .all() as Counted[];
  for (const { name, ready, waiting, failed, readyRows, waitingRows, failedRows, lost } of rows) {
    if (ready === readyRows && waiting === waitingRows && failed === failedRows && lost === 0) continue;
    return (
      `keys of the queue ${JSON.stringify(name)} are missing: it counts ${ready} ready, ${waiting} waiting and ${failed} failed` +
      ` keys, and there are ${readyRows}, ${waitingRows} and ${failedRows}`
    );
  }
  return undefined;
}
