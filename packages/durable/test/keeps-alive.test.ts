import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const limitMs = 120_000;

/** Each program prints when it waits; an unreferenced timer, which keeps no process alive, then ends the wait. */
const waits = {
  "for await": `(async () => { for await (await using lease of queue) {} })()`,
  get: `queue.get()`,
  "get with a signal": `queue.get(new AbortController().signal)`,
  getBatch: `queue.getBatch(5)`,
  process: `queue.process(() => {})`,
};

describe("a process whose queue is idle", () => {
  test.each(Object.entries(waits))(
    "stays alive while %s waits, and ends after the shutdown",
    { timeout: limitMs },
    async (_, wait) => {
      const printed = await run(`
        setTimeout(() => { console.log("shut down"); queue.shutDown(); }, 50).unref();
        ${wait}.then(() => console.log("ended"));
      `);
      expect(printed).toBe("shut down\nended\n");
    },
  );

  test("ends when the last call that waits is aborted", { timeout: limitMs }, async () => {
    const printed = await run(`
      const aborting = new AbortController();
      setTimeout(() => { console.log("aborted"); aborting.abort(); }, 50).unref();
      queue.get(aborting.signal).catch(() => console.log("ended"));
    `);
    expect(printed).toBe("aborted\nended\n");
  });

  test("ends when no call waits", { timeout: limitMs }, async () => {
    const printed = await run(`
      await queue.add("a");
      await queue.get().then((lease) => lease.done());
      setTimeout(() => console.log("still alive"), ${limitMs}).unref();
    `);
    expect(printed).toBe("");
  });
});

/** Runs a program with an open queue to its end; one that does not end is killed, and that is an error. */
async function run(program: string): Promise<string> {
  const source = `
    import { DurableQueue } from "@workset/durable";
    import { MemoryStore } from "@workset/store-memory";
    const queue = await DurableQueue.open({ store: new MemoryStore(), name: "q" });
    ${program}`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=source", "--input-type=module", "--eval", source],
    { cwd: import.meta.dirname, timeout: limitMs / 2 },
  );
  return stdout;
}
