import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// Whatever is called "forbidden" can never be put in its place.
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (to.endsWith("forbidden"))
    throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  renameSync(from, to);
};
syncBuiltinESMExports();
