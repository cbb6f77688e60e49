import { expect, test } from "vitest";
import { ownTraces, replayed } from "./recordings.ts";

const tied = "keys due at one instant go in order of arrival, where client-go's heap leaves the order open";

const oldServer =
  "the decoder of old servers shows the bytes around a fault; the watch cache of the recorded server had dropped its beginning; the conditions of definitions are one field in old servers; groups and beta versions that the server does not have; /version names the build of the server";
const serverOfItsOwn =
  "the recorded server had no aggregation layer, so that it did not answer /apis; /version names the build of the server";

test("the packages behave as client-go did in every trace, but for the listed differences", async () => {
  const said = await replayed(ownTraces);
  expect(said).toEqual({
    status: 0,
    report: [
      "queue: 192 traces, 185 agree, 0 differ, 7 left out (done of a key that is not processing does nothing)",
      `delayingQueue: 192 traces, 189 agree, 0 differ, 3 left out (${tied})`,
      "limiters: 192 traces, 192 agree, 0 differ, 0 left out",
      `rateLimitingQueue: 192 traces, 184 agree, 0 differ, 8 left out (${tied})`,
      "queueMetrics: 60 traces, 60 agree, 0 differ, 0 left out",
      "deltaFIFO: 192 traces, 185 agree, 0 differ, 7 left out (a replace that fails changes nothing)",
      "indexer: 192 traces, 192 agree, 0 differ, 0 left out",
      "sharedInformer: 72 traces, 72 agree, 0 differ, 0 left out",
      `s36: 139 traces, 137 agree, 0 differ, 2 left out (${serverOfItsOwn})`,
      `s20: 140 traces, 128 agree, 0 differ, 12 left out (${oldServer})`,
    ],
    complaints: [],
  });
});
