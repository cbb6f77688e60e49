import { expect, test } from "vitest";
import { ChildProcess } from "kit";
import { EndedByItself, killLoop } from "../src/kill-loop.ts";

/** A process that runs this code and stays. */
function process(code: string): ChildProcess {
  return new ChildProcess(["-e", `${code}; process.stdin.resume().on("end", () => process.exit(3))`], {});
}

test("a process is killed after its notice, and the next one is begun when it is gone", async () => {
  const seen: string[] = [];
  await killLoop({
    kills: 2,
    begin: (round) => {
      seen.push(`begin ${round}`);
      return { child: process("console.log('ready')"), moment: { notice: "ready", delayMs: 0 } };
    },
    killing: () => seen.push("killing"),
    died: () => void seen.push("died"),
  });
  expect(seen).toEqual(["begin 0", "killing", "died", "begin 1", "killing", "died"]);
});

test("a process that does not give its notice is killed all the same", async () => {
  const died: ChildProcess[] = [];
  const child = process("");
  const begin = () => ({ child, moment: { notice: "ready", delayMs: 0 } });
  await killLoop({
    kills: 1,
    begin,
    killing: () => undefined,
    died: (child) => void died.push(child),
    patienceMs: 1,
  });
  expect(died).toEqual([child]);
});

test("a process that ends by itself ends the loop, with what it wrote", async () => {
  const loop = killLoop({
    kills: 2,
    begin: () => ({
      child: process("console.error('it hurts'); process.exit(1)"),
      moment: { notice: "ready", delayMs: 0 },
    }),
    killing: () => undefined,
    died: () => undefined,
  });
  await expect(loop).rejects.toThrow(EndedByItself);
  await expect(loop).rejects.toThrow(/code 1.*it hurts/);
});

test("a process that stands still can be killed, and goes on when it is let", async () => {
  await using child = process(
    "console.log('ready'); process.stdin.on('data', () => console.log('received'))",
  );
  expect(await child.gives("ready", 10_000)).toBe(true);
  child.stop();
  child.resume();
  child.stop();
  child.kill();
  expect(await child.ended).toMatchObject({ signal: "SIGKILL" });
  expect(await child.gives("more", 10_000)).toBe(false);
});
