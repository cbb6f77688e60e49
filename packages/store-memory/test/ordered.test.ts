import { expect, test } from "vitest";
import { isBefore, Ordered, type Place } from "../src/ordered.ts";
import { numbers } from "./numbers.ts";

const seed = 20_261_121;

test(`Whatever is put in and taken out, all is in order (seed ${seed})`, () => {
  const upTo = numbers(seed);
  const ordered = new Ordered<Place>();
  const plain: Place[] = [];
  for (let step = 0; step < 20_000; step++) {
    const growing = Math.floor(step / 2000) % 2 === 0;
    if (plain.length === 0 || upTo(10) < (growing ? 8 : 2)) {
      const place = { major: upTo(50) - 25, minor: step };
      ordered.insert(place);
      plain.push(place);
    } else {
      const [place] = plain.splice(upTo(plain.length), 1);
      ordered.remove(place!);
    }
    if (step % 100 !== 0) continue;
    plain.sort((a, b) => a.major - b.major || a.minor - b.minor);
    expect([...ordered.after()]).toEqual(plain);
    expect([ordered.size, ordered.first]).toEqual([plain.length, plain[0]]);
    const cursor = { major: upTo(50) - 25, minor: upTo(step + 1) };
    expect([...ordered.after(cursor)]).toEqual(plain.filter((place) => isBefore(cursor, place)));
  }
});

test("Reading from a place on costs what is read, and not what there is", () => {
  const ordered = new Ordered<Place>();
  let looks = 0;
  for (let n = 0; n < 100_000; n++) {
    ordered.insert({
      minor: 0,
      get major() {
        looks++;
        return n;
      },
    });
  }
  looks = 0;
  const read = ordered.after({ major: 50_000, minor: 0 });
  for (let n = 0; n < 10; n++) read.next();
  expect(looks).toBeLessThan(500);
});
