import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// The system has no watch left for folders called "unwatchable".
const { watch } = fs;
fs.watch = (path, ...more) => {
  if (String(path).endsWith("unwatchable")) {
    throw Object.assign(new Error("ENOSPC: System limit for number of file watchers reached"), {
      code: "ENOSPC",
    });
  }
  return watch(path, ...more);
};
syncBuiltinESMExports();
