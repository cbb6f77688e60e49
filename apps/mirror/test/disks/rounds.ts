import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { App, runApp } from "../app.ts";
import { Random } from "../random.ts";
import { linesOf } from "../temp-folders.ts";

// Runs in a mount namespace of its own: mirrors between two disks that are unmounted and mounted again, and kills the app
// each round. Prints how often a disk was away; ends with status 1 at the first violation.

const rounds = Number(process.argv[2]);
const random = new Random(process.argv[3] === undefined ? undefined : Number(process.argv[3]));
const base = mkdtempSync(join(tmpdir(), "mirror-disks-"));
const [from, to, disks] = ["from", "to", "disks"].map((name) => join(base, name)) as [string, string, string];
const mounted = { from: false, to: false };
type Side = keyof typeof mounted;

function mount(side: Side): void {
  if (!mounted[side]) execFileSync("mount", ["--bind", join(disks, side), join(base, side)]);
  mounted[side] = true;
}

function unmount(side: Side): void {
  if (mounted[side]) execFileSync("umount", ["--lazy", join(base, side)]);
  mounted[side] = false;
}

function check(holds: boolean, what: string): void {
  if (holds) return;
  process.stderr.write(`seed ${random.seed}: ${what}\n`);
  process.exit(1);
}

function files(side: Side): Set<string> {
  return new Set(readdirSync(join(disks, side), { recursive: true, encoding: "utf8" }));
}

/** Nothing was deleted that the source has, and nothing was written where no disk is. */
function checkAll(before: Set<string>, round: number): void {
  const source = files("from");
  const now = files("to");
  for (const path of before) {
    check(!source.has(path) || now.has(path), `round ${round}: ${path} was deleted, but the source has it`);
  }
  for (const side of ["from", "to"] as const) {
    if (!mounted[side])
      check(readdirSync(join(base, side)).length === 0, `round ${round}: written to the bare ${side}`);
  }
}

for (const folder of [from, to, disks]) mkdirSync(folder);
execFileSync("mount", ["-t", "tmpfs", "tmpfs", disks]);
for (const side of ["from", "to"] as const) {
  mkdirSync(join(disks, side));
  mount(side);
}
for (let n = 0; n < 60; n++) {
  mkdirSync(join(disks, `from/folder ${n % 6}`), { recursive: true });
  writeFileSync(join(disks, `from/folder ${n % 6}/file ${n}`), `content ${n}`);
}
const first = await runApp(["--from", from, "--to", to, "--once"]);
check(first.status === 0, `the first run ended with ${first.status}: ${first.stderr}`);

let away = 0;
for (let round = 0; round < rounds; round++) {
  const before = files("to");
  for (const side of ["from", "to"] as const) {
    if (random.below(4) === 0) unmount(side);
    else mount(side);
  }
  {
    using app = new App(["--from", from, "--to", to, "--json"]);
    // Killed while it starts, or while it mirrors.
    const event = mounted.from && mounted.to ? "watching" : "started";
    if (random.below(5) > 0) await Promise.race([app.hears(event), app.ended()]);
    for (const side of random.shuffled(["from", "to"] as const)) {
      if (random.below(2) === 0) unmount(side);
      if (!mounted.from || !mounted.to) away++;
      // Events at keys on both sides, so that the app looks there now, and not at the next comparison.
      for (let n = 0; n < 3; n++) {
        const file = (): string => `folder ${random.below(6)}/file ${random.below(60)}`;
        writeFileSync(join(disks, "from", file()), `content of round ${round}`);
        const damaged = file();
        if (before.has(damaged)) writeFileSync(join(disks, "to", damaged), "damaged");
      }
      await setTimeout(200 + random.below(500));
      if (random.below(2) === 0) mount(side);
    }
    await setTimeout(random.below(300));
    app.signal("SIGKILL");
    await app.ended();
  }
  checkAll(before, round);
}
mount("from");
mount("to");
const last = await runApp(["--from", from, "--to", to, "--once"]);
check(last.status === 0, `the last run ended with ${last.status}: ${last.stderr}`);
check(linesOf(to).join("\n") === linesOf(from).join("\n"), "the folders are not equal in the end");
check(
  files("to").size === files("from").size && readFileSync(join(disks, "to/folder 0/file 0")).length > 0,
  "files are missing",
);
process.stdout.write(`${rounds} kills, ${away} times with a disk away, seed ${random.seed}\n`);
unmount("from");
unmount("to");
execFileSync("umount", [disks]);
rmSync(base, { recursive: true });
