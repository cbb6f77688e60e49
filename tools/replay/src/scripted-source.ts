import { SourceError, WatchStream, type SourceErrorCode } from "@workset/informer";
import type { ListOptions, ListPage, ListWatch, WatchEvent, WatchOptions } from "@workset/informer";
import type { RecordedObject } from "./recorded-object.ts";

/** An API status that a recorded server answered. */
export interface RecordedStatus {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

/** A call of a source, as it is recorded. */
export type RecordedCall =
  | { readonly list: { readonly resourceVersion: string; readonly limit: number } }
  | { readonly watch: { readonly resourceVersion: string; readonly allowWatchBookmarks: boolean } }
  | { readonly watchStop: Readonly<Record<string, never>> };

const codes = new Map<number, SourceErrorCode>([
  [410, "expired"],
  [429, "throttled"],
  [500, "internal"],
]);

/** What a source rejects with that was answered so. */
function refusal(status: RecordedStatus): SourceError {
  return new SourceError(codes.get(status.code) ?? "other", status.message, { cause: status });
}

/** A source whose lists are answered by a later step, and whose watches are opened at once. */
export class ScriptedSource implements ListWatch<RecordedObject> {
  #calls: RecordedCall[] = [];
  #list: PromiseWithResolvers<ListPage<RecordedObject>> | undefined;
  #watch: WatchStream<RecordedObject> | undefined;
  #nextWatchFails: RecordedStatus | undefined;

  list({ version, limit = 0, signal }: ListOptions): Promise<ListPage<RecordedObject>> {
    this.#calls.push({ list: { resourceVersion: version, limit } });
    const answer = Promise.withResolvers<ListPage<RecordedObject>>();
    this.#list = answer;
    const abort = (): void => {
      this.#list = undefined;
      answer.reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    return answer.promise.finally(() => signal.removeEventListener("abort", abort));
  }

  async watch({
    version,
    bookmarks,
    signal,
  }: WatchOptions): Promise<AsyncIterable<WatchEvent<RecordedObject>>> {
    this.#calls.push({ watch: { resourceVersion: version, allowWatchBookmarks: bookmarks } });
    const status = this.#nextWatchFails;
    this.#nextWatchFails = undefined;
    if (status) throw refusal(status);
    const watch = new WatchStream<RecordedObject>({ signal });
    watch.onEnd(() => {
      this.#watch = undefined;
      this.#calls.push({ watchStop: {} });
    });
    this.#watch = watch;
    return watch;
  }

  /** What the informer waits for. */
  get waitsFor(): "list" | "watchEvent" | "backoff" {
    if (this.#list) return "list";
    return this.#watch ? "watchEvent" : "backoff";
  }

  failNextWatch(status: RecordedStatus): void {
    this.#nextWatchFails = status;
  }

  answerList(answer: ListPage<RecordedObject> | RecordedStatus): void {
    const list = this.#list!;
    this.#list = undefined;
    if ("items" in answer) list.resolve(answer);
    else list.reject(refusal(answer));
  }

  tell(event: WatchEvent<RecordedObject>): void {
    this.#watch!.push(event);
  }

  failWatch(status: RecordedStatus): void {
    this.#watch!.fail(refusal(status));
  }

  closeWatch(): void {
    this.#watch!.end();
  }

  /** The calls since it was last asked. */
  takeCalls(): readonly RecordedCall[] {
    const calls = this.#calls;
    this.#calls = [];
    return calls;
  }
}
