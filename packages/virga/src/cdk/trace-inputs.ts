/**
 * Runs inside the app's process, before the app (`node --import`): notes which modules are loaded, which files and
 * folders are looked at and which environment variables are read, and writes that down when the process ends. Nothing
 * the app sees is changed.
 */
import childProcess from "node:child_process";
import fs from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { TracedInputs } from "./traced-inputs.ts";

const modules = new Set<string>();
const paths = new Set<string>();
const listed = new Set<string>();
const variables = new Set<string>();
let spawned = false;
let untraceable = false;

const { VIRGA_TRACE_FILE: traceFile } = process.env;
const writeTrace = fs.writeFileSync;

registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith("file:")) modules.add(fileURLToPath(url));
    return nextLoad(url, context);
  },
});

function noteIn(set: Set<string>): (value: unknown) => void {
  return (value) => {
    if (typeof value === "string") set.add(resolve(value));
    else if (value instanceof URL && value.protocol === "file:") set.add(fileURLToPath(value));
    else if (value instanceof Uint8Array) set.add(resolve(Buffer.from(value).toString("utf8")));
  };
}

type AnyFunction = (this: unknown, ...values: unknown[]) => unknown;

function observe(target: object, name: string, before: (first: unknown) => void): void {
  const members = target as Record<string, unknown>;
  const original = members[name];
  if (typeof original !== "function") return;
  const observed: AnyFunction = function (...values) {
    before(values[0]);
    return (original as AnyFunction).apply(this, values);
  };
  // Such as `fs.realpathSync.native`.
  Object.assign(observed, original);
  members[name] = observed;
}

function observeFileSystem(names: string, before: (path: unknown) => void): void {
  for (const name of names.split(" ")) {
    observe(fs, name, before);
    observe(fs, `${name}Sync`, before);
    observe(fs.promises, name, before);
  }
}

observeFileSystem(
  "access copyFile exists lstat open openAsBlob readFile readlink realpath stat createReadStream",
  noteIn(paths),
);
observeFileSystem("opendir readdir", noteIn(listed));
observeFileSystem("cp glob", () => {
  untraceable = true;
});
for (const name of "spawn spawnSync exec execSync execFile execFileSync fork".split(" ")) {
  observe(childProcess, name, () => {
    spawned = true;
  });
}
syncBuiltinESMExports();

// A copy of the whole environment (for a child process) reads every variable without meaning any of them.
let copied = new Set<string | symbol>();
process.env = new Proxy(process.env, {
  get(target, name) {
    if (!copied.delete(name) && typeof name === "string") variables.add(name);
    return Reflect.get(target, name);
  },
  has(target, name) {
    if (typeof name === "string") variables.add(name);
    return Reflect.has(target, name);
  },
  ownKeys(target) {
    const names = Reflect.ownKeys(target);
    copied = new Set(names);
    return names;
  },
});

process.on("exit", () => {
  if (traceFile === undefined) return;
  const sets = { modules, paths, listed, variables };
  const lists = Object.fromEntries(Object.entries(sets).map(([name, set]) => [name, [...set]]));
  writeTrace(traceFile, JSON.stringify({ ...lists, spawned, untraceable } as unknown as TracedInputs));
});
