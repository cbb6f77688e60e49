import { fileURLToPath } from "node:url";
import { components, notReplayed } from "./components.ts";
import { replay } from "./replay.ts";

const given = process.argv.slice(2);
const option = given.find((argument) => argument.startsWith("-"));

if (option === undefined) {
  process.exitCode = await replay({
    folders: given.length > 0 ? given : [fileURLToPath(new URL("../traces", import.meta.url))],
    components,
    notReplayed,
    report: (line) => console.log(line),
    complain: (line) => console.error(line),
  });
} else {
  console.error(`there is no option ${option}; usage: npm run replay -- DIR…`);
  process.exitCode = 2;
}
