/**
 * Stands in for `docker` while an app is run (CDK_DOCKER): bundling's commands are run on this machine, with the folders
 * of the container replaced by the ones they stand for. Exit codes are the command's; 127 if a program is missing.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { mapFolders, withLocalPaths } from "./container-paths.ts";
import { type ContainerRun, parseDocker } from "./docker-arguments.ts";
import { missingProgram, tellMissing } from "./missing-program.ts";

const longestErrorOutput = 20_000;

async function main(words: readonly string[]): Promise<number> {
  const command = parseDocker(words);
  switch (command.kind) {
    case "build":
    case "inspect":
      return 0;
    case "run":
      return run(command);
    case "refused":
      console.error(`virga: ${command.reason}, which needs Docker. Where it runs, set CDK_DOCKER=docker`);
      return 1;
  }
}

async function run({ volumes, command, environment, workingDirectory }: ContainerRun): Promise<number> {
  const { folders, links } = await mapFolders(volumes);
  try {
    const local = (text: string) => withLocalPaths(text, folders);
    const own = Object.entries(environment).map(([name, value]) => [name, local(value)]);
    const cwd = local(workingDirectory ?? "/asset-input");
    return await execute(command.map(local), cwd, { ...process.env, ...Object.fromEntries(own) });
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
