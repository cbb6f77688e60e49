import { SourceError, type ListPage } from "@workset/informer";
import { joined } from "../transport/read-body.ts";
import { ItemBoundary, longestKey } from "./item-boundary.ts";
import { ItemScanner } from "./item-scanner.ts";

/** A list without the items that were read before its end. */
interface Envelope<T> {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly T[] | null;
}

interface Typed {
  kind?: string;
  apiVersion?: string;
}

/** The number of wrong guesses in a row after which every byte is checked. */
const mostWrongGuesses = 3;
const noJson = "no JSON, or cut off";

/**
 * Reads a list as its bytes come: the items of each chunk are parsed while the next is on its way, and the text of the
 * whole is never in memory. Where items end is guessed, which costs next to nothing, and the parser proves it; when the
 * guesses are wrong, every byte is looked at.
 *
 * Items of built-in resources come without kind and version, which those of watches have; they are filled in, so that
 * objects are alike on both ways.
 */
export class ListDecoder<T> {
  readonly #request: string;
  readonly #keep: (object: T) => T;
  readonly #scanner = new ItemScanner();
  readonly #decoder = new TextDecoder();
  readonly #items: T[] = [];
  readonly #envelope: Uint8Array[] = [];
  /** What has come since the last item that was parsed. */
  #rest: Uint8Array[] = [];
  #boundary: ItemBoundary | undefined;
  #isGuessing = true;
  #wrongGuesses = 0;
  /** Whether what comes next begins with a comma. */
  #isComma = false;
  #length = 0;

  /** `keep` is called once for each item. */
  constructor(request: string, keep: (object: T) => T) {
    this.#request = request;
    this.#keep = keep;
  }

  /** Takes the next bytes. @throws SourceError when they are no JSON. */
  push(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (!this.#isGuessing) this.#scan(chunk);
    else if (this.#scanner.isInItems) this.#guess(chunk);
    else this.#begin(chunk);
  }

  /** The page, when all bytes have come. @throws SourceError when they are no list. */
  end(): ListPage<T> {
    // It holds the last items, and what stands behind them.
    const { kind, apiVersion, metadata = {}, items } = this.#envelopeJson() ?? {};
    const isList =
      typeof kind === "string" && kind.endsWith("List") && (items === null || Array.isArray(items));
    if (!isList) {
      // Whatever it is may hold a secret; a kind holds none.
      const what = typeof kind === "string" && /^[A-Z][A-Za-z]{0,62}$/.test(kind) ? kind : "something else";
      throw this.#refusal(`no list, but ${what}`);
    }
    for (const item of items ?? []) this.#items.push(this.#keep(item));
    const itemKind = kind.slice(0, -"List".length);
    if (itemKind !== "" && apiVersion !== undefined) {
      for (const object of this.#items as (T & Typed)[]) {
        object.kind ??= itemKind;
        object.apiVersion ??= apiVersion;
      }
    }
    return {
      items: this.#items,
      version: metadata.resourceVersion ?? "",
      ...(metadata.continue && { continueToken: metadata.continue }),
    };
  }

  /** What comes before the items is looked at byte by byte: it is short. */
  #begin(chunk: Uint8Array): void {
    const from = this.#scanner.untilItems(chunk);
    this.#envelope.push(chunk.subarray(0, from));
    if (this.#scanner.isInItems && from < chunk.length) this.#guess(chunk.subarray(from));
  }

  /** Between the items: what is left of the chunk before begins with one. */
  #guess(chunk: Uint8Array): void {
    this.#boundary ??= ItemBoundary.after(joined([...this.#rest, chunk]));
    if (!this.#boundary) {
      this.#rest.push(chunk);
      if (joined(this.#rest).length > longestKey) this.#stopGuessing();
      return;
    }
    for (let end = this.#boundary.lastBefore(chunk, chunk.length); end !== -1;) {
      if (this.#tryParse([...this.#rest, chunk.subarray(0, end)])) {
        this.#rest = [chunk.subarray(end + 1)];
        this.#wrongGuesses = 0;
        return;
      }
      if (++this.#wrongGuesses > mostWrongGuesses) break;
      end = this.#boundary.lastBefore(chunk, end);
    }
    this.#rest.push(chunk);
    if (this.#wrongGuesses > mostWrongGuesses) this.#stopGuessing();
  }

  #stopGuessing(): void {
    const rest = joined(this.#rest);
    this.#rest = [];
    this.#isGuessing = false;
    this.#scan(rest);
  }

  #scan(chunk: Uint8Array): void {
    const { itemsTo, restFrom } = this.#scanner.scan(chunk);
    if (itemsTo > 0) {
      if (!this.#tryParse([...this.#rest, chunk.subarray(0, itemsTo)], this.#isComma)) {
        throw this.#refusal(noJson);
      }
      this.#isComma = true;
      this.#rest = [];
    }
    // Behind the last item and before the bracket is nothing, or what is no JSON: the envelope shows it.
    this.#rest.push(chunk.subarray(itemsTo));
    if (restFrom === chunk.length && this.#scanner.isInItems) return;
    this.#envelope.push(...this.#rest);
    this.#rest = [];
  }

  /** Takes these items, if they are that. After a comma they are a list only with something before it. */
  #tryParse(parts: readonly Uint8Array[], isComma = false): boolean {
    let items: T[];
    try {
      items = this.#json(joined(parts), isComma ? "[0" : "[", "]") as T[];
    } catch {
      return false;
    }
    if (isComma) items.shift();
    for (const item of items) this.#items.push(this.#keep(item));
    return true;
  }

  #json(bytes: Uint8Array, before = "", after = ""): unknown {
    return JSON.parse(before + this.#decoder.decode(bytes) + after);
  }

  #envelopeJson(): Envelope<T> | null {
    try {
      return this.#json(joined([...this.#envelope, ...this.#rest])) as Envelope<T> | null;
    } catch {
      // The cause is left out: it quotes the body, which may hold a secret.
      throw this.#refusal(noJson);
    }
  }

  #refusal(what: string): SourceError {
    return new SourceError("other", `${this.#request}: the answer of ${this.#length} bytes is ${what}`);
  }
}
