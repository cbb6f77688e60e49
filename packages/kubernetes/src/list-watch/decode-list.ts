import { SourceError, type ListPage } from "@workset/informer";

/** A list, as a server answers it. */
interface WireList<T> {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly T[] | null;
}

interface Typed {
  kind?: string;
  apiVersion?: string;
}

/**
 * The page in the body of a list. Items of built-in resources come without kind and version, which those of watches have;
 * they are filled in, so that objects are alike on both ways.
 * @throws SourceError when the body is no list.
 */
export function decodeList<T>(text: string, request: string): ListPage<T> {
  let list: WireList<T>;
  try {
    list = JSON.parse(text) as WireList<T>;
  } catch {
    // The cause is left out: it quotes the body, which may hold a secret.
    throw new SourceError("other", `${request}: the answer of ${text.length} characters is no JSON`);
  }
  const { kind, apiVersion, metadata = {}, items } = list ?? {};
  const isList =
    typeof kind === "string" && kind.endsWith("List") && (items === null || Array.isArray(items));
  if (!isList) throw new SourceError("other", `${request}: the answer is no list, but ${String(kind)}`);
  const objects = (items ?? []) as readonly (T & Typed)[];
  const itemKind = kind.slice(0, -"List".length);
  if (itemKind !== "" && apiVersion !== undefined) {
    for (const object of objects) {
      object.kind ??= itemKind;
      object.apiVersion ??= apiVersion;
    }
  }
  return {
    items: objects,
    version: metadata.resourceVersion ?? "",
    ...(metadata.continue && { continueToken: metadata.continue }),
  };
}
