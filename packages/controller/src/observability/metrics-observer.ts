import type { ControllerSeries } from "@workset/metrics";
import type { Observer, RunEnded } from "./observer.ts";

/** An observer that counts runs. */
export function metricsObserver(series: ControllerSeries): Observer {
  let active = 0;
  const ended = ({ outcome, runMs, timedOut }: RunEnded): void => {
    series.activeWorkers.set(--active);
    series.runTime.observe(runMs / 1000);
    if (timedOut) series.timeouts.inc();
    switch (outcome.next) {
      case "done":
        series.success.inc();
        break;
      case "again":
        series.requeueAfter.inc();
        break;
      case "give-up":
        series.terminalErrors.inc();
        series.error.inc();
        break;
      case "retry":
        series.error.inc();
        break;
      case "give-back":
      // Counts as if it had not run.
    }
  };
  return {
    started() {
      series.activeWorkers.set(++active);
      return ended;
    },
  };
}
