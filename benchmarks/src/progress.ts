/** One line that says what is going on. */
export interface Progress {
  readonly show: (what: string) => void;
  readonly clear: () => void;
}

/** Progress for whoever looks on; in a pipe nobody does. */
export function progressOn(stream: Pick<NodeJS.WriteStream, "isTTY" | "write">): Progress {
  const write = (text: string): void => {
    if (stream.isTTY) stream.write(`\r\u001B[K${text}`);
  };
  return { show: write, clear: () => write("") };
}
