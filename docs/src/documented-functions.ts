import { type Application, type Context, Converter, ReflectionKind } from "typedoc";

/**
 * A plugin for typedoc: an exported function without a docstring is a warning. Typedoc's own check cannot tell functions
 * from methods, and a method may well be explained by the type it belongs to.
 */
export function load(app: Application): void {
  app.converter.on(Converter.EVENT_RESOLVE_END, (context: Context) => {
    for (const exported of context.project.getReflectionsByKind(ReflectionKind.Function)) {
      if (!exported.isDeclaration() || exported.signatures?.some((signature) => signature.hasComment()))
        continue;
      context.logger.warn(`${exported.getFullName()} (Function) does not have any documentation`);
    }
  });
}
