/**
 * What is needed of Node's file system. An import by name would load its promises too, which takes a tenth of the time
 * that a program needs to open a store and take its first key.
 */
export const files: Pick<
  typeof import("node:fs"),
  "existsSync" | "realpathSync" | "renameSync" | "statSync"
> = process.getBuiltinModule("node:fs");
