import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// The process dies when its third file is written and not yet in its place.
const { renameSync } = fs;
let files = 0;
fs.renameSync = (...args) => {
  if (String(args[0]).includes(".mirror-") && ++files === 3) process.kill(process.pid, "SIGKILL");
  renameSync(...args);
};
syncBuiltinESMExports();
