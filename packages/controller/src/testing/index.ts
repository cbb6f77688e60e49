export {
  testController,
  type TestController,
  type TestControllerOptions,
  type TestRun,
} from "./test-controller.ts";
export { LeakError } from "./leak-error.ts";
export { SteppingClock } from "./stepping-clock.ts";
