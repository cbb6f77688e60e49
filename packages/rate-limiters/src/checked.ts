/** A wait as it was given. @throws RangeError, naming the option, when it is not a number or less than zero. */
export function checkedWait(option: string, waitMs: number): number {
  if (typeof waitMs === "number" && waitMs >= 0) return waitMs;
  throw new RangeError(`${option} must be a number of milliseconds, 0 or more, but it is ${String(waitMs)}`);
}

/** A count as it was given. @throws RangeError, naming the option, when it is not a whole number in these bounds. */
export function checkedCount(option: string, count: number, least: number, most: number): number {
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  throw new RangeError(
    `${option} must be a whole number from ${least} to ${most}, but it is ${String(count)}`,
  );
}
