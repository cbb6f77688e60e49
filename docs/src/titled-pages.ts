import { type Application, Converter, type DocumentReflection } from "typedoc";

/** A plugin for typedoc: a page of the site is named by its heading, and not by its file. */
export function load(app: Application): void {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_, page: DocumentReflection) => {
    const [first] = page.content;
    page.name = /^# (.+)$/m.exec(first?.text ?? "")?.[1] ?? page.name;
  });
}
