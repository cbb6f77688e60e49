export * from "@workset/controller";
