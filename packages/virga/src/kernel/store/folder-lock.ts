import { constants } from "node:fs";
import { type FileHandle, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { VirgaError } from "../errors.ts";

/**
 * Takes a folder for this process alone; the returned function gives it back.
 *
 * The lock is the operating system's, which gives it back however the process ends, so it is never left behind: on
 * Linux an abstract socket and on Windows a pipe named after the folder's file id, on macOS and BSD an exclusively
 * locked file. (Node has no call for Linux's file locks.) On Linux it holds for processes of one network namespace:
 * two containers that share a folder are not kept apart.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const holderFile = join(folder, "lock");
  const unlock = await (process.platform === "linux" || process.platform === "win32"
    ? lockByName(folder, holderFile)
    : lockByFile(folder, holderFile));
  // Only tells a person who has it; the lock itself does not depend on it.
  await writeFile(holderFile, `${process.pid}\n`);
  return async () => {
    await rm(holderFile, { force: true });
    await unlock();
  };
}

async function lockByName(folder: string, holderFile: string): Promise<() => Promise<void>> {
  const { dev, ino } = await stat(folder, { bigint: true });
  const name = `virga-data-${dev}-${ino}`;
  const server = createServer((socket) => socket.destroy());
  const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : `\0${name}`;
  try {
    await listen(server, path);
  } catch (thrown) {
    throw (thrown as NodeJS.ErrnoException).code === "EADDRINUSE" ? await inUse(folder, holderFile) : thrown;
  }
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve());
  });
}

/** O_EXLOCK of macOS and BSD, which Node does not name. */
const exclusiveLock = 0x20;

async function lockByFile(folder: string, holderFile: string): Promise<() => Promise<void>> {
  const { O_CREAT, O_RDWR, O_NONBLOCK } = constants;
  let handle: FileHandle;
  try {
    handle = await open(join(folder, "lock.held"), O_CREAT | O_RDWR | O_NONBLOCK | exclusiveLock);
  } catch (thrown) {
    throw (thrown as NodeJS.ErrnoException).code === "EAGAIN" ? await inUse(folder, holderFile) : thrown;
  }
  return () => handle.close();
}

async function inUse(folder: string, holderFile: string): Promise<VirgaError> {
  const holder = await readFile(holderFile, "utf8").then(
    (text) => ` (process ${text.trim()})`,
    () => "",
  );
  return new VirgaError("DataFolderInUse", `another Virga${holder} is using the data folder`, {
    where: folder,
    hint: "Stop it first, or choose another data folder.",
  });
}
