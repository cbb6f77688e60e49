import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../src/index.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** For a program that never ends; the slowest machine is faster. */
const limitMs = 600_000;

describe("the system's clock", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("rings when the wait is over, and not before", async () => {
    const from = systemClock.now();
    await new Promise<void>((resolve) => systemClock.after(4.5, resolve));
    expect(systemClock.now() - from).toBeGreaterThanOrEqual(4.5);
  });

  it("rings a wait of zero or less soon, but never during the call", async () => {
    for (const delayMs of [0, -1, -Infinity]) {
      let rung = false;
      const ring = new Promise<void>((resolve) => {
        systemClock.after(delayMs, () => {
          rung = true;
          resolve();
        });
      });
      expect(rung).toBe(false);
      await ring;
    }
  });

  it("goes back to sleep when the runtime wakes it too early", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let now = 1_000;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const wake = vi.fn<() => void>();
    systemClock.after(100, wake);

    now = 1_099.5;
    vi.advanceTimersByTime(100);
    expect(wake).not.toHaveBeenCalled();

    now = 1_100;
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
  });

  it.each([2 ** 31 - 1, 2 ** 31, 30 * dayMs, 3_650 * dayMs])(
    "rings a wait of %d ms to the millisecond",
    (delayMs) => {
      vi.useFakeTimers();
      const wake = vi.fn<() => void>();
      systemClock.after(delayMs, wake);

      vi.advanceTimersByTime(delayMs - 1);
      expect(wake).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(wake).toHaveBeenCalledOnce();
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it("never rings an infinite wait", () => {
    vi.useFakeTimers();
    const wake = vi.fn<() => void>();
    using _ = systemClock.after(Infinity, wake);
    vi.advanceTimersByTime(400 * dayMs);
    expect(wake).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(1);
  });

  it("takes a wait back when it is disposed, also in a later stretch of a long one", () => {
    vi.useFakeTimers();
    const wake = vi.fn<() => void>();
    const short = systemClock.after(10, wake);
    const long = systemClock.after(60 * dayMs, wake);
    vi.advanceTimersByTime(9);
    short[Symbol.dispose]();
    vi.advanceTimersByTime(30 * dayMs);
    long[Symbol.dispose]();

    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60 * dayMs);
    expect(wake).not.toHaveBeenCalled();
  });

  it("bears a timer that is disposed while it rings, after it has rung, and twice", () => {
    vi.useFakeTimers();
    const wake = vi.fn<() => void>(() => timer[Symbol.dispose]());
    const timer = systemClock.after(1, wake);
    vi.advanceTimersByTime(1);
    timer[Symbol.dispose]();
    timer[Symbol.dispose]();
    expect(wake).toHaveBeenCalledOnce();
  });

  it("does not move its durations when the system's time is set", () => {
    vi.useFakeTimers();
    const wake = vi.fn<() => void>();
    const from = systemClock.now();
    systemClock.after(1_000, wake);
    vi.setSystemTime(5_000_000_000);
    expect(systemClock.wallNow()).toBe(5_000_000_000);
    expect(systemClock.now()).toBe(from);

    vi.advanceTimersByTime(999);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
  });

  it("refuses a delay that is not a number, and sets no timer", () => {
    vi.useFakeTimers();
    expect(() => systemClock.after(NaN, () => {})).toThrow(
      new RangeError("delayMs must be a number of milliseconds, but it is NaN"),
    );
    expect(() => systemClock.after("5" as unknown as number, () => {})).toThrow(RangeError);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("keeps the process alive for a wait by default", { timeout: limitMs }, async () => {
    const [kept, left] = await Promise.all([
      run(`systemClock.after(20, () => console.log("rang"));`),
      run(`systemClock.after(3_600_000, () => console.log("rang"), { keepsAlive: false });
           systemClock.after(2 ** 40, () => console.log("rang"), { keepsAlive: false });`),
    ]);
    expect(kept).toBe("rang\n");
    expect(left).toBe("");
  });

  it(
    "leaves nothing behind of a wait that was taken back, whether it kept the process alive or not",
    { timeout: limitMs },
    async () => {
      const bytesOfEach = await Promise.all(
        [true, false].map((keepsAlive) =>
          run(`import { collectGarbage } from "./collect-garbage.ts";
             const heap = () => (collectGarbage(), process.memoryUsage().heapUsed);
             const take = (fromMs) => {
               for (let ms = fromMs; ms < fromMs + 20_000; ms++)
                 systemClock.after(ms, () => {}, { keepsAlive: ${keepsAlive} })[Symbol.dispose]();
             };
             take(1_000_000);
             const before = heap();
             take(2_000_000);
             console.log((heap() - before) / 20_000);`),
        ),
      );
      for (const bytes of bytesOfEach) expect(Number(bytes)).toBeLessThan(40);
    },
  );
});

/** Runs a program to its end; a program that does not end is killed, and that is an error. */
async function run(program: string): Promise<string> {
  const source = `import { systemClock } from "@workset/clock";\n${program}`;
  const node = ["--conditions=source", "--input-type=module", "--eval", source];
  const { stdout } = await promisify(execFile)(process.execPath, node, {
    cwd: import.meta.dirname,
    timeout: limitMs,
  });
  return stdout;
}
