import { expect, test } from "vitest";
import { isBefore, SortedList, type SortKey } from "../src/sorted-list.ts";
import { numbers } from "./numbers.ts";

const seed = 20_261_121;

test(`whatever is inserted and removed, the list is in order (seed ${seed})`, () => {
  const upTo = numbers(seed);
  const list = new SortedList<SortKey>();
  const plain: SortKey[] = [];
  for (let step = 0; step < 20_000; step++) {
    const growing = Math.floor(step / 2000) % 2 === 0;
    if (plain.length === 0 || upTo(10) < (growing ? 8 : 2)) {
      const position = { primary: upTo(50) - 25, secondary: step };
      list.insert(position);
      plain.push(position);
    } else {
      const [position] = plain.splice(upTo(plain.length), 1);
      list.remove(position!);
    }
    if (step % 100 !== 0) continue;
    plain.sort((a, b) => a.primary - b.primary || a.secondary - b.secondary);
    expect([...list.after()]).toEqual(plain);
    expect([list.size, list.first]).toEqual([plain.length, plain[0]]);
    const cursor = { primary: upTo(50) - 25, secondary: upTo(step + 1) };
    expect([...list.after(cursor)]).toEqual(plain.filter((position) => isBefore(cursor, position)));
  }
});

test("reading from a position on costs what is read, not what the list holds", () => {
  const list = new SortedList<SortKey>();
  let looks = 0;
  for (let n = 0; n < 100_000; n++) {
    list.insert({
      secondary: 0,
      get primary() {
        looks++;
        return n;
      },
    });
  }
  looks = 0;
  const read = list.after({ primary: 50_000, secondary: 0 });
  for (let n = 0; n < 10; n++) read.next();
  expect(looks).toBeLessThan(500);
});
