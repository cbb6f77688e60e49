/** What the victims put into the queue. */
export interface Item {
  readonly key: string;
  readonly version: number;
  /** Makes some payloads long. */
  readonly padding?: string;
}
