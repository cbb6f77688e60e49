export { ChildProcess, type ProcessEnd } from "./child-process.ts";
export { collectGarbage } from "./collect-garbage.ts";
export { monotonicMs } from "./monotonic.ts";
export { numberOption, wholeOption } from "./number-options.ts";
export { percentile } from "./percentiles.ts";
export { postgresMissing, startPostgres, type PostgresServer } from "./postgres-server.ts";
export { progressOn, type Progress } from "./progress.ts";
export { randomOf, type Random } from "./random.ts";
export { textTable } from "./text-table.ts";
