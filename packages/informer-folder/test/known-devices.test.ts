import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DiskAwayError, KnownDevices } from "@workset/informer-folder";
import { expect, test } from "vitest";
import { tempFolder } from "./temp-folder.ts";

test("a folder that was made again is away until it holds something", async () => {
  await using temp = await tempFolder();
  const root = join(temp.path, "root");
  mkdirSync(root);
  const devices = new KnownDevices(root);
  expect(devices.isRootAway()).toBe(false);
  rmSync(root, { recursive: true });
  expect(devices.awayAt("a")).toBe("");
  // Kept, so that its inode is not given to the new folder.
  mkdirSync(join(temp.path, "other"));
  mkdirSync(root);
  expect(devices.isRootAway()).toBe(statSync(root).ino !== devices.toJSON().inode);
  writeFileSync(join(root, "a"), "");
  expect(devices.isRootAway()).toBe(false);
});

test("a device that differs from the one of the folder above it is remembered as a mount point", async () => {
  await using temp = await tempFolder();
  mkdirSync(join(temp.path, "disk/inner"), { recursive: true });
  let changes = 0;
  const devices = new KnownDevices(temp.path, undefined, () => changes++);
  const { dev } = statSync(temp.path);
  devices.see("disk", dev);
  expect(changes).toBe(0);
  devices.see("disk", dev + 1);
  expect(changes).toBe(1);
  expect([devices.deviceOf("disk/inner"), devices.deviceOf("other")]).toEqual([dev + 1, dev]);
  // The folder is on the device of the root, so its disk is away.
  expect(devices.awayAt("disk/inner/a")).toBe("disk");
  expect(devices.awayAt("other")).toBeUndefined();
  expect(devices.awayIn("")).toEqual(["disk"]);
});

test("a mount point of an earlier run that is none now is away, and a root on another device too", async () => {
  await using temp = await tempFolder();
  mkdirSync(join(temp.path, "disk"));
  const saved = new KnownDevices(temp.path).toJSON();
  const [[, dev]] = saved.devices as [[string, number]];
  const later = new KnownDevices(temp.path, { ...saved, devices: [...saved.devices, ["disk", dev + 1]] });
  expect(later.awayAt("disk")).toBe("disk");
  const elsewhere = new KnownDevices(temp.path, {
    ...saved,
    mountPoint: temp.path,
    devices: [["", dev + 1]],
  });
  expect(() => elsewhere.confirmRoot()).toThrow(
    expect.objectContaining({ code: "refused", cause: expect.any(DiskAwayError) }),
  );
});
