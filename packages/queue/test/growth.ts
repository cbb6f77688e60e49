const few = 8_000;
const times = 4;

/**
 * How much more processor time one run with `times` as many takes than `times` runs with a few: about 1 where the cost
 * of each is the same, about `times` where it grows with their number. The least of several attempts, since what else
 * the machine does can only add to it.
 */
export async function growth(run: (many: number) => unknown): Promise<number> {
  await run(few);
  await run(times * few);
  let least = Infinity;
  for (let attempt = 0; attempt < 4; attempt++) {
    const several = await spent(async () => {
      for (let i = 0; i < times; i++) await run(few);
    });
    const one = await spent(async () => run(times * few));
    least = Math.min(least, one / several);
  }
  return least;
}

/** Processor time, in microseconds; at least a tick, by which it is counted. */
async function spent(run: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(before);
  return Math.max(user + system, 4_000);
}
