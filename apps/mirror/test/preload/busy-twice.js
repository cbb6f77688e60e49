import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// The first two renames fail, as they do while a virus scanner holds a file.
const { renameSync } = fs;
let failures = 2;
fs.renameSync = (...args) => {
  if (failures-- > 0) throw Object.assign(new Error("EBUSY: resource busy or locked"), { code: "EBUSY" });
  renameSync(...args);
};
syncBuiltinESMExports();
