const everyMs = 100;
const eraseLine = "\r\u001B[K";

/** One line on a terminal that is written anew ten times a second; nothing at all where there is no terminal. */
export class Progress implements Disposable {
  readonly #terminal: NodeJS.WriteStream;
  readonly #timer: NodeJS.Timeout | undefined;

  /** Shows what `line` says, from now on. */
  constructor(terminal: NodeJS.WriteStream, line: () => string) {
    this.#terminal = terminal;
    if (!terminal.isTTY) return;
    const show = (): void => void terminal.write(eraseLine + line().slice(0, terminal.columns - 1));
    this.#timer = setInterval(show, everyMs).unref();
  }

  /** Clears the line for something else; it comes back by itself. */
  erase(): void {
    if (this.#timer) this.#terminal.write(eraseLine);
  }

  [Symbol.dispose](): void {
    this.erase();
    clearInterval(this.#timer);
  }
}
