/** Where a reflector writes what it hears. Of the objects of one key, what is written later is newer. */
export interface ReflectorTarget<T> {
  /** The source said that the object is new. @throws What a transform throws; nothing is written then. */
  add(object: T): void;
  /** The source said that the object changed. @throws What a transform throws; nothing is written then. */
  update(object: T): void;
  /** The source said that the object is gone; it is given in its last state. */
  delete(object: T): void;
  /** This is all there is, at this version. @throws What a transform throws; nothing is written then. */
  replace(objects: readonly T[], version: string): void;
  /** Tells those who want to hear again of everything. */
  resync(): void;
  /** Everything up to this version has been written. */
  bookmark(version: string): void;
  /** Resolves when there is room for more; `undefined` when there is now. A target without bound has always room. */
  room(signal: AbortSignal): Promise<void> | undefined;
}
