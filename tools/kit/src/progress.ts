/** A status line that is rewritten in place. */
export interface Progress {
  readonly show: (what: string) => void;
  readonly clear: () => void;
}

/** Shows progress on a terminal; writes nothing to a pipe or a file. */
export function progressOn(stream: Pick<NodeJS.WriteStream, "isTTY" | "write">): Progress {
  const write = (text: string): void => {
    if (stream.isTTY) stream.write(`\r\u001B[K${text}`);
  };
  return { show: write, clear: () => write("") };
}
