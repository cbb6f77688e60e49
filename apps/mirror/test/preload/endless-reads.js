import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

// A large file is never read to the end, as from a server that does not answer, and keeps the process alive.
const { read } = fs;
const endlessRead = () => void setInterval(() => {}, 1000);
fs.read = Object.defineProperties(endlessRead, Object.getOwnPropertyDescriptors(read));
syncBuiltinESMExports();
