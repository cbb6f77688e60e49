import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// Folders called "locked" cannot be listed.
const { readdirSync } = fs;
fs.readdirSync = (path, ...more) => {
  if (fs.realpathSync.native(path).endsWith("locked")) throw new Error("EACCES: permission denied");
  return readdirSync(path, ...more);
};
syncBuiltinESMExports();
