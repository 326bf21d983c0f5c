import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { access, constants, open } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { invalidRuntime } from "../errors.ts";
import type { FunctionVersion } from "../model.ts";

/** Where a function's files lie. */
export interface FunctionFolders {
  readonly taskRoot: string;
  readonly layerRoot: string | undefined;
}

/** How the program of a runtime is started. */
export interface RuntimeProgram {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Node.js handlers are reached by pipes, all other programs by Lambda's Runtime API. */
  readonly speaks: "node" | "runtime-api";
  /** Why it cannot be started. */
  readonly problem?: string;
}

const runtimesFolder = fileURLToPath(new URL("../runtimes/", import.meta.url));

/**
 * The program that runs a version's handler.
 * @throws AwsError InvalidRuntimeException if the machine has no such runtime
 */
export async function programOf(version: FunctionVersion, folders: FunctionFolders): Promise<RuntimeProgram> {
  const { runtime } = version;
  if (runtime.startsWith("nodejs")) return nodeProgram(version, folders);
  if (runtime.startsWith("python")) return pythonProgram(version, folders);
  if (runtime.startsWith("provided")) return customProgram(folders);
  throw invalidRuntime(`Virga does not run the runtime ${runtime}: it runs nodejs, python and provided ones.`);
}

/** The main version of a Node.js runtime: 22 for `nodejs22.x`. */
export function nodeVersionOf({ runtime }: FunctionVersion): number {
  return Number(/^nodejs(\d+)/.exec(runtime)?.[1] ?? 0);
}

function nodeProgram(version: FunctionVersion, { taskRoot, layerRoot }: FunctionFolders): RuntimeProgram {
  const folder = join(runtimesFolder, "node");
  const packages = [...nodeLayerFolders(version, layerRoot).map((path) => join(path, "node_modules")), taskRoot];
  return {
    command: process.execPath,
    arguments: [...heapLimits(version), join(folder, "bootstrap.mjs")],
    folder,
    variables: { NODE_PATH: packages.join(delimiter) },
    speaks: "node",
  };
}

/** V8 collects its garbage before the function's memory is full of it. */
function heapLimits({ memorySize }: FunctionVersion): readonly string[] {
  const young = Math.min(16, Math.floor(memorySize / 32));
  return [`--max-old-space-size=${Math.floor(memorySize * 0.75)}`, `--max-semi-space-size=${young}`];
}

/** Where layers have packages for Node.js: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html */
export function nodeLayerFolders(version: FunctionVersion, layerRoot: string | undefined): readonly string[] {
  if (layerRoot === undefined) return [];
  return [join(layerRoot, "nodejs", `node${nodeVersionOf(version)}`), join(layerRoot, "nodejs")];
}

async function pythonProgram(
  { runtime }: FunctionVersion,
  { taskRoot, layerRoot }: FunctionFolders,
): Promise<RuntimeProgram> {
  const command = (await interpreter(runtime)) ?? (await interpreter("python3"));
  if (!command) {
    throw invalidRuntime(
      `Virga runs ${runtime} with the machine's Python, but PATH has neither ${runtime} nor python3.`,
    );
  }
  const folder = join(runtimesFolder, "python");
  const layers = layerRoot === undefined ? [] : [join(layerRoot, "python"), layerRoot];
  const sitePackages = layers.slice(0, 1).map((path) => join(path, "lib", runtime, "site-packages"));
  return {
    command,
    arguments: ["-u", join(folder, "bootstrap.py"), ...(layerRoot === undefined ? [] : [layerRoot])],
    folder,
    variables: { PYTHONPATH: [taskRoot, ...layers, ...sitePackages].join(delimiter), PYTHONDONTWRITEBYTECODE: "1" },
    speaks: "runtime-api",
  };
}

/** The `bootstrap` of the package or else of a layer. */
async function customProgram({ taskRoot, layerRoot }: FunctionFolders): Promise<RuntimeProgram> {
  const places = [
    { path: join(taskRoot, "bootstrap"), name: "/var/task/bootstrap" },
    ...(layerRoot === undefined ? [] : [{ path: join(layerRoot, "bootstrap"), name: "/opt/bootstrap" }]),
  ];
  const found = places.find(({ path }) => existsSync(path));
  const program = { arguments: [], folder: taskRoot, variables: {}, speaks: "runtime-api" } as const;
  if (!found) {
    const problem = "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]";
    return { ...program, command: places[0]!.path, problem };
  }
  const problem = await startProblem(found.path);
  const { path: command, name } = found;
  return problem === undefined
    ? { ...program, command }
    : { ...program, command, problem: `fork/exec ${name}: ${problem}` };
}

const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/** Whether the system would start a file: a shell would be asked to run whatever else there is. */
async function startProblem(path: string): Promise<string | undefined> {
  const mayRun = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!mayRun) return "permission denied";
  const file = await open(path);
  try {
    const start = Buffer.alloc(20);
    await file.read(start, 0, start.length, 0);
    if (start.toString("latin1", 0, 2) === "#!" || process.platform !== "linux") return undefined;
    const isElf = start.toString("latin1", 1, 4) === "ELF";
    return isElf && start.readUInt16LE(18) === machines[process.arch] ? undefined : "exec format error";
  } finally {
    await file.close();
  }
}

/** The interpreter itself: a name on the path may be a wrapper that needs more of the environment than functions have. */
async function interpreter(name: string): Promise<string | undefined> {
  const found = onPath(name);
  if (found === undefined) return undefined;
  try {
    const { stdout } = await promisify(execFile)(found, ["-c", "import sys; print(sys.executable)"]);
    return stdout.trim() || found;
  } catch {
    return undefined;
  }
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
