/**
 * Stands in for `docker` while an app is run (CDK_DOCKER): bundling's commands are run on this machine, with the folders
 * of the container replaced by the ones they stand for. Exit codes are the command's; 127 if a program is missing.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import { mapFolders, withLocalPaths } from "./container-paths.ts";
import { type ContainerRun, parseDocker } from "./docker-arguments.ts";
import { missingProgram, tellMissing } from "./missing-program.ts";
import { isBuilt, pathForImage, rememberImage } from "./python-version.ts";

/** The folder of what stands in for programs, of which this one is a part. */
const toolchain = dirname(process.env.CDK_DOCKER ?? "docker");
const longestErrorOutput = 20_000;

async function main(words: readonly string[]): Promise<number> {
  const command = parseDocker(words);
  switch (command.kind) {
    case "build":
      await rememberImage(toolchain, command);
      return 0;
    case "inspect":
      return isBuilt(toolchain, command.image) ? 0 : 1;
    case "run":
      return run(command);
    case "refused":
      console.error(`virga: ${command.reason}, which needs Docker. Where it runs, set CDK_DOCKER=docker`);
      return 1;
  }
}

async function run({ image, volumes, command, environment, workingDirectory }: ContainerRun): Promise<number> {
  const { folders, links } = await mapFolders(volumes);
  try {
    const local = (text: string) => withLocalPaths(text, folders);
    const own = Object.entries(environment).map(([name, value]) => [name, local(value)]);
    const cwd = local(workingDirectory ?? "/asset-input");
    const PATH = await pathForImage(toolchain, image, process.env.PATH ?? "");
    return await execute(command.map(local), cwd, { ...process.env, PATH, ...Object.fromEntries(own) });
  } finally {
    if (links !== undefined) await rm(links, { recursive: true, force: true });
  }
}

function execute([program = "", ...words]: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd, env, stdio: ["ignore", "inherit", "pipe"] });
    let errorOutput = "";
    child.stderr.on("data", (chunk: Buffer) => {
      process.stderr.write(chunk);
      errorOutput = (errorOutput + chunk.toString("utf8")).slice(-longestErrorOutput);
    });
    child.on("error", ({ message }) => {
      console.error(existsSync(cwd) ? `${tellMissing(program)} (${message})` : `virga: there is no folder ${cwd} here`);
      resolve(127);
    });
    child.on("close", (code) => {
      const missing = code === 0 ? undefined : missingProgram(errorOutput);
      if (missing !== undefined) console.error(tellMissing(missing));
      resolve(code ?? 128);
    });
  });
}

process.exitCode = await main(process.argv.slice(2));
