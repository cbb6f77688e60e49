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
export { isAbsence, isRealFolder, pathsIn } from "./stat.ts";
export { DiskAwayError, KnownDevices, type SavedDevices } from "./known-devices.ts";
