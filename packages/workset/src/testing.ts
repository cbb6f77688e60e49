export * from "@workset/testing";
