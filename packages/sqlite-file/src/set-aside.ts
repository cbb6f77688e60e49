import { files } from "./node-files.ts";

/** Puts a damaged file, which nothing has open, out of the way with its log, in the place of one that was there before; its new path. */
export function setAside(path: string): string {
  const aside = `${path}-damaged`;
  files.rmSync(`${aside}-wal`, { force: true });
  files.renameSync(path, aside);
  // What is left of the log belongs to it, and would spoil the file that comes next.
  if (files.existsSync(`${path}-wal`)) files.renameSync(`${path}-wal`, `${aside}-wal`);
  files.rmSync(`${path}-shm`, { force: true });
  return aside;
}
