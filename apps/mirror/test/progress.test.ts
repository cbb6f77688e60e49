import { expect, test } from "vitest";
import { until } from "./app.ts";
import { Progress } from "../src/cli/progress.ts";

/** Something that remembers what is written to it. */
function screen(isTTY: boolean): NodeJS.WriteStream & { text: string } {
  const remembered = {
    isTTY,
    columns: 20,
    text: "",
    write: (text: string) => void (remembered.text += text),
  };
  return remembered as unknown as NodeJS.WriteStream & { text: string };
}

test("a terminal shows one line that is written anew, no longer than the terminal is wide, and erased in the end", async () => {
  const terminal = screen(true);
  let n = 0;
  {
    using _ = new Progress(terminal, () => `${n++} of a thousand and one`);
    await until(
      () => (n >= 2 ? true : undefined),
      () => "two lines",
    );
  }
  const erase = "\r\u001B[K";
  expect(terminal.text.startsWith(`${erase}0 of a thousand and${erase}1 of a thousand and`)).toBe(true);
  expect(terminal.text.endsWith(erase)).toBe(true);
  expect(terminal.text).not.toContain("\n");
});

test("nothing is written where there is no terminal", () => {
  const pipe = screen(false);
  {
    using progress = new Progress(pipe, () => "line");
    progress.erase();
  }
  expect(pipe.text).toBe("");
});
