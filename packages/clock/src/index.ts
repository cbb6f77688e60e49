export { type Clock, type Timer, type TimerOptions, checkedDelay } from "./clock.ts";
export { systemClock } from "./system-clock.ts";
export { ManualClock, type ManualClockOptions } from "./manual-clock.ts";
export { sleep } from "./sleep.ts";
export { DueHeap, type DueSlot } from "./due-heap.ts";
