import { write as writeFile, writeSync } from "node:fs";
import { type FileHandle, open, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Key } from "../keys.ts";
import { type Change, ChangeSet } from "./change-set.ts";

/** Changes that were committed together; sequence numbers have no gaps. */
export interface LogRecord {
  readonly sequence: number;
  readonly changes: ChangeSet;
}

/** Length of the content, check sum over the rest, sequence number. */
const headerLength = 4 + 4 + 6;
const checkedFrom = 8;

function encodeRecord(sequence: number, changes: ChangeSet): Buffer {
  const content = JSON.stringify([...changes.entries()]);
  const length = Buffer.byteLength(content);
  const record = Buffer.allocUnsafe(headerLength + length);
  record.writeUInt32LE(length, 0);
  record.writeUIntLE(sequence, checkedFrom, 6);
  record.write(content, headerLength);
  record.writeUInt32LE(crc32(record.subarray(checkedFrom)), 4);
  return record;
}

/** The whole records that a log's contents begin with; what comes after a broken one was never acknowledged. */
function* decodeRecords(contents: Buffer): Generator<LogRecord> {
  let offset = 0;
  while (offset + headerLength <= contents.length) {
    const end = offset + headerLength + contents.readUInt32LE(offset);
    if (end > contents.length) return;
    const checked = contents.subarray(offset + checkedFrom, end);
    if (crc32(checked) !== contents.readUInt32LE(offset + 4)) return;
    const changes = new ChangeSet();
    const entries = JSON.parse(contents.toString("utf8", offset + headerLength, end)) as [Key, Change][];
    for (const [key, change] of entries) changes.set(key, change);
    yield { sequence: contents.readUIntLE(offset + checkedFrom, 6), changes };
    offset = end;
  }
}

/** Bytes that the system takes into its cache in less time than it takes to hand them to another thread. */
const longestSynchronous = 64 * 1024;

/** A file that committed changes are appended to. What is appended outlives the process, but not a loss of power. */
export class ChangeLog {
  readonly #path: string;
  readonly #file: FileHandle;

  constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  async append(sequence: number, changes: ChangeSet): Promise<void> {
    const record = encodeRecord(sequence, changes);
    let written = record.length > longestSynchronous ? 0 : writeSync(this.#file.fd, record);
    while (written < record.length) written += await this.#write(record, written);
  }

  /** The callback form of the call takes half the time of the promise form. */
  #write(record: Buffer, from: number): Promise<number> {
    return new Promise((resolve, reject) => {
      writeFile(this.#file.fd, record, from, record.length - from, null, (error, count) =>
        error ? reject(error) : resolve(count),
      );
    });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async remove(): Promise<void> {
    await this.close();
    await unlink(this.#path);
  }
}

const logName = /^changes-(\d+)\.log$/;

export function changeLogPath(folder: string, number: number): string {
  return join(folder, `changes-${number}.log`);
}

export async function createChangeLog(folder: string, number: number): Promise<ChangeLog> {
  const path = changeLogPath(folder, number);
  return new ChangeLog(path, await open(path, "w"));
}

/** The numbers of the logs in a folder, in the order in which they were written. */
export async function listChangeLogs(folder: string): Promise<number[]> {
  const numbers = (await readdir(folder)).flatMap((name) => logName.exec(name)?.[1] ?? []).map(Number);
  return numbers.sort((left, right) => left - right);
}

export async function readChangeLog(folder: string, number: number): Promise<LogRecord[]> {
  return [...decodeRecords(await readFile(changeLogPath(folder, number)))];
}
