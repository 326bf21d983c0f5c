import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What an app's process finds its tools with. */
export interface Toolchain {
  readonly PATH: string;
  /** Absent where the person has chosen one, e.g. `docker`. */
  readonly CDK_DOCKER?: string;
}

/**
 * Writes the programs that stand in for others while an app is run: one for Docker, which runs the commands of CDK's
 * bundling on this machine; one for `go`, which builds for this machine; one for `npx`, which takes a second to find the
 * esbuild of NodejsFunction; and ones for what containers have and this machine may lack (`python`, `pip`, `rsync`), which
 * are used only then.
 */
export async function prepareToolchain(folder: string, environment: NodeJS.ProcessEnv): Promise<Toolchain> {
  const path = environment.PATH ?? "";
  const before = join(folder, "programs");
  const after = join(folder, "fallbacks");
  await Promise.all([before, after].map((one) => mkdir(one, { recursive: true })));
  const go = findProgram("go", path);
  if (go !== undefined) await writeProgram(join(before, "go"), goForThisMachine(go));
  const [npx, esbuild] = [findProgram("npx", path), findProgram("esbuild", path)];
  if (npx !== undefined && esbuild !== undefined) await writeProgram(join(before, "npx"), npxFor(npx, esbuild));
  await writeProgram(join(after, "python"), 'exec python3 "$@"');
  await writeProgram(join(after, "pip"), 'exec python3 -m pip "$@"');
  await writeProgram(join(after, "rsync"), runScript("rsync.ts"));
  const docker = join(folder, "docker");
  await writeProgram(docker, runScript("docker.ts"));
  return {
    PATH: [before, path, after].join(delimiter),
    ...(environment.CDK_DOCKER === undefined ? { CDK_DOCKER: docker } : {}),
  };
}

/** Where a program is that would be run by its name. */
function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((candidate) => existsSync(candidate));
}

async function writeProgram(path: string, script: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** Functions are built for Lambda's Linux and its processor; here they run on this machine's. */
function goForThisMachine(program: string): string {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const processor = process.arch === "x64" ? "amd64" : process.arch;
  return `[ "$GOOS" = linux ] && export GOOS=${system} GOARCH=${processor}\nexec ${quote(program)} "$@"`;
}

/** Runs the esbuild of the folder, or else the app's, at once; `npx` runs everything else. */
function npxFor(program: string, esbuild: string): string {
  return `if [ "$1" = --no-install ] && [ "$2" = esbuild ]; then
  shift 2
  [ -x node_modules/.bin/esbuild ] && exec node_modules/.bin/esbuild "$@"
  exec ${quote(esbuild)} "$@"
fi
exec ${quote(program)} "$@"`;
}

function runScript(name: string): string {
  const script = fileURLToPath(new URL(`./${name}`, import.meta.url));
  return `exec ${quote(process.execPath)} --disable-warning=ExperimentalWarning ${quote(script)} "$@"`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
