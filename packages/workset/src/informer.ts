export * from "@workset/informer";
export * from "@workset/informer/client-go";
