import { constants } from "node:fs";

/**
 * The permissions something gets in the target: read, write and execute, neither setuid, setgid nor sticky. The owner
 * may always use a folder, or nothing could be written into it.
 */
export function permissionsOf({ mode }: { readonly mode: number }): number {
  const isFolder = (mode & constants.S_IFMT) === constants.S_IFDIR;
  return isFolder ? (mode & 0o777) | 0o700 : mode & 0o777;
}
