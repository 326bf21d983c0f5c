import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { VirgaError } from "../kernel/errors.ts";

/** What a running `virga up` writes into its data folder, so that the other commands find it. */
export interface RunningVirga {
  readonly pid: number;
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
}

function fileIn(dataDirectory: string): string {
  return join(dataDirectory, "running.json");
}

/**
 * Writes the note into the data folder, which must be there. One that is running beside it (only one of them is not
 * ephemeral) keeps its note, and is given back.
 */
export async function announceRunning(dataDirectory: string, running: RunningVirga): Promise<RunningVirga | undefined> {
  const note = await readNote(dataDirectory);
  // A note of this endpoint is from one that was killed: the endpoint is ours.
  if (note && note.endpoint !== running.endpoint && (await isAnswering(note.endpoint))) return note;
  await writeFile(fileIn(dataDirectory), `${JSON.stringify(running)}\n`);
  return undefined;
}

/** Removes the note, if it is this process's own. */
export async function withdrawRunning(dataDirectory: string): Promise<void> {
  const note = await readNote(dataDirectory);
  if (note?.pid === process.pid) await rm(fileIn(dataDirectory), { force: true });
}

async function readNote(dataDirectory: string): Promise<RunningVirga | undefined> {
  try {
    return JSON.parse(await readFile(fileIn(dataDirectory), "utf8")) as RunningVirga;
  } catch {
    return undefined;
  }
}

/** The Virga that runs on a data folder, or nothing. One that was killed has left its note, but answers no more. */
export async function findRunning(dataDirectory: string): Promise<RunningVirga | undefined> {
  const note = await readNote(dataDirectory);
  if (!note) return undefined;
  return (await isAnswering(note.endpoint)) ? note : undefined;
}

/** Finds a running Virga by its data folder, or by the port that was given. */
export async function requireRunning(options: {
  readonly dataDirectory: string;
  readonly port: number | undefined;
  readonly account: string;
  readonly region: string;
}): Promise<RunningVirga> {
  const { dataDirectory, port, account, region } = options;
  if (port !== undefined) {
    const endpoint = `http://localhost:${port}`;
    if (await isAnswering(endpoint)) return { pid: 0, endpoint, account, region };
    throw new VirgaError("NotRunning", `no Virga answers on port ${port}`, { hint: "start it with: virga up" });
  }
  const running = await findRunning(dataDirectory);
  if (running) return running;
  throw new VirgaError("NotRunning", "no Virga is running for this app", {
    where: dataDirectory,
    hint: "start it with 'virga up', or name its port with --port N",
  });
}

async function isAnswering(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_virga/health`);
    return response.ok && ((await response.json()) as { status?: string }).status === "ready";
  } catch {
    return false;
  }
}
