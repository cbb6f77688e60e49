/** The part of `async` that is measured here; the package brings no types. */
declare module "async" {
  interface AsyncQueue<T> {
    push(task: T): Promise<void>;
    push(task: T, done: () => void): void;
    pause(): void;
    resume(): void;
    drain(): Promise<void>;
    idle(): boolean;
    length(): number;
  }
  function queue<T>(worker: (task: T) => Promise<void>, concurrency: number): AsyncQueue<T>;
}
