import { describe, expect, it } from "vitest";
import { ManualClock } from "../src/index.ts";

describe("the manual clock", () => {
  it("stands still until it is moved", () => {
    const clock = new ManualClock({ wallAt: 1_700_000_000_000 });
    expect([clock.now(), clock.wallNow()]).toEqual([0, 1_700_000_000_000]);
    clock.advance(1_500);
    expect([clock.now(), clock.wallNow()]).toEqual([1_500, 1_700_000_001_500]);
  });

  it("starts its wall time at 1970 by default", () => {
    expect(new ManualClock().wallNow()).toBe(0);
  });

  it("rings timers in the order in which they are due, those of one instant in the order in which they were set", () => {
    const clock = new ManualClock();
    const rung: string[] = [];
    clock.after(20, () => rung.push("20 first"));
    clock.after(10, () => rung.push("10"));
    clock.after(20, () => rung.push("20 second"));
    clock.after(30, () => rung.push("30"));
    clock.after(0, () => rung.push("0"));
    clock.after(-5, () => rung.push("-5"));
    clock.advance(0);
    expect(rung).toEqual(["0", "-5"]);
    clock.advance(29);
    expect(rung).toEqual(["0", "-5", "10", "20 first", "20 second"]);
    clock.advance(1);
    expect(rung).toEqual(["0", "-5", "10", "20 first", "20 second", "30"]);
  });

  it("never rings during the call that sets the timer", () => {
    const clock = new ManualClock();
    let rung = false;
    clock.after(-1, () => (rung = true));
    expect(rung).toBe(false);
  });

  it("jumps first, so that every timer sees the time to which the clock was moved", () => {
    const clock = new ManualClock();
    const seen: number[] = [];
    clock.after(10, () => seen.push(clock.now()));
    clock.after(90, () => seen.push(clock.now()));
    clock.advance(100);
    expect(seen).toEqual([100, 100]);
  });

  it("rings timers that are set while others ring, if they are due by then", () => {
    const clock = new ManualClock();
    const rung: string[] = [];
    clock.after(10, () => {
      rung.push("first");
      clock.after(0, () => rung.push("at once"));
      clock.after(5, () => rung.push("later"));
    });
    clock.after(100, () => rung.push("last"));
    clock.advance(100);
    expect(rung).toEqual(["first", "last", "at once"]);
    clock.advance(5);
    expect(rung).toEqual(["first", "last", "at once", "later"]);
  });

  it("rings each timer once, also when a timer moves the clock", () => {
    const clock = new ManualClock();
    const rung: string[] = [];
    clock.after(10, () => {
      rung.push("a");
      clock.advance(10);
    });
    clock.after(15, () => rung.push("b"));
    clock.after(25, () => rung.push("c"));
    clock.advance(10);
    expect(rung).toEqual(["a", "b"]);
    clock.advance(5);
    expect(rung).toEqual(["a", "b", "c"]);
  });

  it("rings nothing that was taken back, not even by a timer of the same instant", () => {
    const clock = new ManualClock();
    const rung: string[] = [];
    clock.after(10, () => {
      rung.push("a");
      second[Symbol.dispose]();
    });
    const second = clock.after(10, () => rung.push("b"));
    const third = clock.after(10, () => rung.push("c"));
    clock.advance(10);
    third[Symbol.dispose]();
    expect(rung).toEqual(["a", "c"]);
  });

  it("lets a disposed timer's place be used again without confusing the two", () => {
    const clock = new ManualClock();
    const rung: string[] = [];
    const first = clock.after(10, () => rung.push("first"));
    first[Symbol.dispose]();
    clock.after(10, () => rung.push("second"));
    first[Symbol.dispose]();
    clock.advance(10);
    expect(rung).toEqual(["second"]);
  });

  it("lets the wall time jump either way without ringing or moving its durations", () => {
    const clock = new ManualClock({ wallAt: 1_000_000 });
    let rung = 0;
    clock.after(1_000, () => rung++);
    clock.advance(400);
    clock.setWallTime(9_000_000);
    expect([clock.now(), clock.wallNow(), rung]).toEqual([400, 9_000_000, 0]);
    clock.advance(599);
    clock.setWallTime(5);
    expect([clock.now(), clock.wallNow(), rung]).toEqual([999, 5, 0]);
    clock.advance(1);
    expect([clock.now(), clock.wallNow(), rung]).toEqual([1_000, 6, 1]);
  });

  it("counts the timers that have neither rung nor been taken back", () => {
    const clock = new ManualClock();
    expect(clock.pendingTimers).toBe(0);
    const timer = clock.after(10, () => expect(clock.pendingTimers).toBe(2));
    const other = clock.after(20, () => {});
    clock.after(Infinity, () => {});
    expect(clock.pendingTimers).toBe(3);
    clock.advance(10);
    expect(clock.pendingTimers).toBe(2);
    timer[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(2);
    other[Symbol.dispose]();
    expect(clock.pendingTimers).toBe(1);
  });

  it("never rings an infinite wait, however far it is moved", () => {
    const clock = new ManualClock();
    let rung = false;
    clock.after(Infinity, () => (rung = true));
    clock.advance(Number.MAX_SAFE_INTEGER);
    expect(rung).toBe(false);
  });

  it("refuses to go back, and delays and moves that are not numbers", () => {
    const clock = new ManualClock();
    clock.advance(7);
    expect(() => clock.advance(-1)).toThrow(
      new RangeError("ms must be a number of milliseconds, at least 0, but it is -1"),
    );
    expect(() => clock.advance(NaN)).toThrow(
      new RangeError("ms must be a number of milliseconds, at least 0, but it is NaN"),
    );
    expect(() => clock.after(NaN, () => {})).toThrow(
      new RangeError("delayMs must be a number of milliseconds, but it is NaN"),
    );
    expect([clock.now(), clock.pendingTimers]).toEqual([7, 0]);
  });

  it("refuses to move to infinity", () => {
    const clock = new ManualClock();
    expect(() => clock.advance(Infinity)).toThrow(RangeError);
    expect(clock.now()).toBe(0);
  });
});
