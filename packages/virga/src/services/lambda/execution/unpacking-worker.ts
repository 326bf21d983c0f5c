import { workerData } from "node:worker_threads";
import { unpackZip } from "./zip-archive.ts";

/** What the worker is started with. */
export interface UnpackingTask {
  readonly zips: readonly Uint8Array[];
  readonly folder: string;
}

const { zips, folder } = workerData as UnpackingTask;
for (const zip of zips) unpackZip(zip, folder);
