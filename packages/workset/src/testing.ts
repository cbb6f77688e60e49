export * from "@workset/controller/testing";
