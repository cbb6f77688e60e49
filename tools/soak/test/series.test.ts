import { assert, double, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { randomOf, type Random } from "kit";
import { Series, type Measure, type Shape } from "../src/series.ts";
import { trendOf } from "../src/trend.ts";

const seconds = (count: number, every = 1): number[] => Array.from({ length: count }, (_, at) => at * every);

describe("a trend", () => {
  test("of a straight line is its slope, without doubt", () => {
    const times = seconds(20, 5);
    expect(
      trendOf(
        times,
        times.map((second) => 7 + 3 * second),
      ),
    ).toEqual({ slope: 3, low: 3, high: 3 });
  });

  test("is the median of the slopes between all pairs", () => {
    // By hand: of the 28 slopes of these eight points the 14th and 15th are both 1.
    expect(trendOf(seconds(8), [0, 1, 2, 3, 4, 5, 6, 100])).toMatchObject({ slope: 1 });
  });

  test("is not moved by single outliers, wherever they are", () => {
    assert(
      property(nat(39), double({ noNaN: true, min: -1e9, max: 1e9 }), (at, wild) => {
        const values = seconds(40).map((second) => (second === at ? wild : 2 * second));
        expect(trendOf(seconds(40), values)!.slope).toBeCloseTo(2);
      }),
    );
  });

  test("holds the true slope in its range, 99 times in a hundred", () => {
    const random = randomOf("coverage");
    let held = 0;
    for (let trial = 0; trial < 500; trial++) {
      const values = seconds(30).map((second) => 0.5 * second + bell(random) * 10);
      const { low, high } = trendOf(seconds(30), values)!;
      if (low <= 0.5 && 0.5 <= high) held++;
    }
    expect(held).toBeGreaterThan(487);
    expect(held).toBeLessThan(500);
  });

  test("is not told of fewer than eight points", () => {
    expect(trendOf(seconds(7), seconds(7))).toBeUndefined();
  });
});

describe("a series", () => {
  const measure: Measure = { name: "keys", unit: "", mayGrow: 10, because: "of a test" };

  function shapeOf(values: readonly number[], given: Partial<Measure> = {}): Shape {
    const series = new Series({ ...measure, ...given });
    for (const [second, value] of values.entries()) series.add(second, value);
    return series.judge().shape;
  }

  test("is flat when it grows no more than it may, and grows when it does", () => {
    expect(shapeOf(seconds(40).map((second) => second * 0.3))).toBe("flat");
    expect(shapeOf(seconds(40).map((second) => second * 0.4))).toBe("grows");
  });

  test("may do during its warm-up whatever it likes", () => {
    expect(shapeOf(seconds(40).map((second) => Math.min(second, 10) * 1000))).toBe("flat");
  });

  test("is unclear when it moves too much to tell, or was looked at too seldom", () => {
    const random = randomOf("noise");
    expect(shapeOf(seconds(40).map((second) => second * 0.2 + bell(random) * 10))).toBe("unclear");
    expect(shapeOf(seconds(40).map((second) => second * 0.5 + bell(random) * 10))).toBe("unclear");
    expect(shapeOf([1, 1, 1, 1])).toBe("unclear");
  });

  test("grows when a value after its warm-up is over the ceiling", () => {
    const values = seconds(40).map((second) => (second === 20 ? 9 : 1));
    expect(shapeOf(values, { ceiling: 8 })).toBe("grows");
    expect(shapeOf(values, { ceiling: 9 })).toBe("flat");
  });

  test("tells the medians of its first and last values, so that one does not stand for all", () => {
    const series = new Series(measure);
    for (const second of seconds(40)) series.add(second, second === 10 || second === 39 ? 1000 : 5);
    expect(series.judge()).toMatchObject({ first: 5, last: 5, highest: 1000 });
  });
});

test("a hundred bytes for each new key are found in ten minutes, in a heap that moves and settles as it does", () => {
  const random = randomOf("heap");
  /** Every five seconds; ninety new keys a second. The noise and the settling are those of a soak that was measured. */
  const shapeOf = (bytesPerKey: number): Shape => {
    const series = new Series({
      name: "heap used",
      unit: "bytes",
      mayGrow: 1.5 * 2 ** 20,
      because: "of a test",
    });
    for (const second of seconds(120, 5)) {
      const settling = 2_000_000 * (1 - Math.exp(-second / 40));
      series.add(second, 20e6 + settling + bell(random) * 100_000 + second * 90 * bytesPerKey);
    }
    return series.judge().shape;
  };
  for (let trial = 0; trial < 50; trial++) expect([shapeOf(0), shapeOf(100)]).toEqual(["flat", "grows"]);
});

/** About a normal deviate. */
function bell(random: Random): number {
  let sum = -6;
  for (let draw = 0; draw < 12; draw++) sum += random.next();
  return sum;
}
