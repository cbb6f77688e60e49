export type { Clock, Timer, TimerOptions } from "./clock.ts";
export { systemClock } from "./system-clock.ts";
export { ManualClock, type ManualClockOptions } from "./manual-clock.ts";
export { pause, sleep } from "./sleep.ts";
export { abortable, settlesWithin, type SettlesWithinOptions } from "./abortable.ts";
export { Backoff, type BackoffOptions } from "./backoff.ts";
export { EventLoopYielder, nextTask, type EventLoopYielderOptions } from "./event-loop-yielder.ts";
export { Waiters } from "./waiters.ts";
export { callSafely, notify } from "./call-safely.ts";
export type { Component, ComponentStatus, StopOptions, StopReport } from "./component.ts";
export {
  checkedChoice,
  checkedCount,
  checkedDelay,
  checkedDuration,
  checkedFunction,
  checkedNumber,
  required,
  requiredMethods,
  shown,
  type NumberBounds,
} from "./checks.ts";
export { DueHeap, type DueSlot } from "./due-heap.ts";
