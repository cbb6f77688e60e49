const few = 8_000;
const times = 4;

/**
 * How much more processor time one run with `times` as many takes than `times` runs with a few: about 1 where the cost
 * of each is the same, about `times` where it grows with their number. Each total is long against the tick by which
 * processor time is counted.
 */
export async function growth(run: (many: number) => unknown): Promise<number> {
  await run(few);
  await run(times * few);
  let one = 0;
  let several = 0;
  for (let attempt = 0; attempt < 4; attempt++) {
    several += await spent(async () => {
      for (let i = 0; i < times; i++) await run(few);
    });
    one += await spent(async () => run(times * few));
  }
  return one / Math.max(several, 1);
}

async function spent(run: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}
