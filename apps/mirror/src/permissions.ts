import type { Stats } from "node:fs";

/**
 * The permissions something gets in the target: read, write and execute, neither setuid, setgid nor sticky. The owner
 * may always use a folder, or nothing could be written into it.
 */
export function permissionsOf(stats: Stats): number {
  return stats.isDirectory() ? (stats.mode & 0o777) | 0o700 : stats.mode & 0o777;
}
