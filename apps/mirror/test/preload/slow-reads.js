import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// Each piece of a large file takes 300 ms, as on a slow network.
const { read } = fs;
const slowRead = (...args) => void setTimeout(() => read(...args), 300);
fs.read = Object.defineProperties(slowRead, Object.getOwnPropertyDescriptors(read));
syncBuiltinESMExports();
