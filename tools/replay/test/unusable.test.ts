import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { emptyState, folderWith, linesOf, queueTrace, replayed, replayedFiles } from "./recordings.ts";

const step = { op: "len", result: 0, state: emptyState };
const good = linesOf(queueTrace("good", step));

test.each([
  ["a line is cut off", good + good.slice(0, 40), /queue\.jsonl:2: not a line of JSON/],
  ["a line is empty", `${good}\n${good}`, /queue\.jsonl:2: not a line of JSON/],
  ["a line is no trace", `${good}[]\n`, /queue\.jsonl:2: the trace must be an object/],
  ["the file is empty", "", /queue\.jsonl: the file is empty/],
  ["the file is no UTF-8", new Uint8Array([0xff, 0xfe]), /queue\.jsonl: cannot be read/],
])("a file is refused when %s", async (_, content, says) => {
  const said = await replayedFiles({ "queue.jsonl": content });
  expect(said).toMatchObject({ status: 2, report: [] });
  expect(said.complaints[0]).toMatch(says);
});

test("a compressed file is read like a plain one, and refused when it is cut off", async () => {
  const compressed = gzipSync(good);
  const whole = await replayedFiles({ "queue.jsonl.gz": compressed });
  expect(whole).toMatchObject({ status: 0, report: ["queue: 1 traces, 1 agree, 0 differ, 0 left out"] });
  const cut = await replayedFiles({ "queue.jsonl.gz": compressed.subarray(0, -9) });
  expect(cut).toMatchObject({ status: 2, report: [] });
  expect(cut.complaints[0]).toMatch(/queue\.jsonl\.gz: cannot be read/);
});

test("a file whose name is no component of the format is an error; what else is there is replayed", async () => {
  const said = await replayedFiles({ "queue.jsonl": good, "queues.jsonl": good });
  expect(said).toMatchObject({ status: 2, report: ["queue: 1 traces, 1 agree, 0 differ, 0 left out"] });
  expect(said.complaints).toHaveLength(1);
  expect(said.complaints[0]).toMatch(/queues\.jsonl: the format has no component queues/);
});

test("a component that is not replayed is named", async () => {
  const said = await replayedFiles({ "queue.jsonl": good, "lister.jsonl": "" }, ["lister"]);
  expect(said).toMatchObject({
    status: 0,
    report: ["queue: 1 traces, 1 agree, 0 differ, 0 left out", "lister: not replayed"],
  });
});

test("having replayed nothing is an error, even if nothing is wrong with what is there", async () => {
  const said = await replayedFiles({ "lister.jsonl": "" }, ["lister"]);
  expect(said).toEqual({
    status: 2,
    report: ["lister: not replayed"],
    complaints: ["nothing was replayed"],
  });
});

test("a folder without a recording, or without a folder, is an error also beside a good one", async () => {
  await using folder = await folderWith({ "queue.jsonl": good });
  await using empty = await folderWith({ "README.md": "" });
  const said = await replayed(folder.path, empty.path, `${folder.path}/none`);
  expect(said).toMatchObject({ status: 2, report: ["queue: 1 traces, 1 agree, 0 differ, 0 left out"] });
  expect(said.complaints).toEqual([
    `${empty.path}: there is no recording of a component of the format`,
    expect.stringContaining(`${folder.path}/none: cannot be read`),
  ]);
});

test("the traces of one component in several folders are counted together", async () => {
  await using one = await folderWith({ "queue.jsonl": good });
  await using other = await folderWith({ "queue.jsonl": good });
  const said = await replayed(one.path, other.path);
  expect(said).toMatchObject({ status: 0, report: ["queue: 2 traces, 2 agree, 0 differ, 0 left out"] });
});

test("a file that cannot be used weighs more than a difference", async () => {
  const differing = linesOf(queueTrace("x", { ...step, result: 1 }));
  const said = await replayedFiles({ "queue.jsonl": differing, "limiters.jsonl": "{" });
  expect(said.status).toBe(2);
  expect(said.report[0]).toBe("queue: 1 traces, 0 agree, 1 differ, 0 left out");
});
