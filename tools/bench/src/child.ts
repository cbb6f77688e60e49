import { chosen } from "./options.ts";
import { runOnce } from "./run-once.ts";
import { cpuTime, Stopwatch } from "./stopwatch.ts";
import { workloads } from "./workloads/index.ts";

// One run in a process of its own: `child.ts WORKLOAD SUBJECT COUNT [cpu]`. The sample goes to the parent, or, without
// one, to the terminal.
const [workloadName = "", subject = "", count = "", cpu] = process.argv.slice(2);
const [workload] = chosen(workloads, [workloadName]);
const watch = cpu === undefined ? new Stopwatch() : new Stopwatch(cpuTime);
const sample = await runOnce(workload!, subject, Number(count), watch);
if (process.send) process.send(sample, () => process.exit());
else console.log(sample);
