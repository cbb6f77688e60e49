/** The machine's monotonic time in milliseconds: one process may compare it with that of another. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
