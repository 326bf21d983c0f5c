/** A command line of Docker's, as CDK's bundling writes it. */
export type DockerCommand =
  | ImageBuild
  | { readonly kind: "inspect"; readonly image: string }
  | ContainerRun
  | { readonly kind: "refused"; readonly reason: string };

/** `docker build`: what the image is called, and the one it is made from. */
export interface ImageBuild {
  readonly kind: "build";
  readonly tag: string | undefined;
  /** Empty if that is not told. */
  readonly base: string;
}

/** `docker run`: a command with the folders it sees. */
export interface ContainerRun {
  readonly kind: "run";
  readonly image: string;
  readonly volumes: readonly Volume[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string | undefined;
  /** The entry point, if one was given, and what comes after it. */
  readonly command: readonly string[];
}

export interface Volume {
  readonly host: string;
  readonly container: string;
}

/** Options of `docker run` without meaning here: who and where a container is. */
const meaningless = new Set(["--security-opt", "--network", "--platform", "-u", "--user", "--name"]);

/** Reads the words after `docker`. What stands for a real container is refused, with the reason. */
export function parseDocker(words: readonly string[]): DockerCommand {
  const [command, ...rest] = words;
  // What an image would have for tools, this machine has or lacks: that shows when they are run.
  if (command === "build" || command === "buildx") return parseBuild(rest);
  if (command === "image" && rest[0] === "inspect") return { kind: "inspect", image: rest[1] ?? "" };
  if (command === "run") return parseRun(rest);
  if (command === "create" || command === "cp") return refused("files are to be taken out of a container image");
  if (command === "volume") return refused("bundlingFileAccess is VOLUME_COPY");
  return refused(`'docker ${words.join(" ")}' is asked for`);
}

/** CDK's own images for bundling say in an argument what they are made from. */
function parseBuild(words: readonly string[]): ImageBuild {
  const after = (name: string, prefix = "") =>
    words.find((word, index) => words[index - 1] === name && word.startsWith(prefix))?.slice(prefix.length);
  return { kind: "build", tag: after("-t") ?? after("--tag"), base: after("--build-arg", "IMAGE=") ?? "" };
}

function parseRun(words: readonly string[]): DockerCommand {
  const volumes: Volume[] = [];
  const environment: Record<string, string> = {};
  let workingDirectory: string | undefined;
  let entrypoint: string | undefined;
  let index = 0;
  while (words[index]?.startsWith("-")) {
    const option = words[index]!;
    index++;
    if (option === "--rm") continue;
    const value = words[index++] ?? "";
    if (option === "-v" || option === "--volume") {
      const [host = "", container = ""] = value.split(":");
      volumes.push({ host, container });
    } else if (option === "-e" || option === "--env") {
      const [name = ""] = value.split("=", 1);
      environment[name] = value.slice(name.length + 1);
    } else if (option === "-w" || option === "--workdir") workingDirectory = value;
    else if (option === "--entrypoint") entrypoint = value;
    else if (option === "--volumes-from") return refused("a container's volumes are to be used (volumesFrom)");
    else if (!meaningless.has(option)) return refused(`'docker run ${option}' is asked for`);
  }
  const [image = "", ...rest] = words.slice(index);
  const command = entrypoint === undefined ? rest : [entrypoint, ...rest];
  if (command.length === 0) return refused(`the image ${image} is to be run with a command of its own`);
  return { kind: "run", image, volumes, environment, workingDirectory, command };
}

function refused(reason: string): DockerCommand {
  return { kind: "refused", reason };
}
