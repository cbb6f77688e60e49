export { folderSource, type FolderSource, type FolderSourceOptions } from "./folder-source.ts";
export { entryMeta, type FolderEntry } from "./entry.ts";
export {
  childPath,
  fileSystemPath,
  isEntryPath,
  parentPath,
  rootPath,
  type EntryPath,
} from "./entry-path.ts";
export { pathsIn } from "./look.ts";
