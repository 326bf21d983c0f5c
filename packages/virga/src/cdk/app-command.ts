import { basename } from "node:path";

/** How an app is run: as a script by this Node (then its inputs can be traced), or by a shell as it is written. */
export type AppCommand = NodeCommand | ShellCommand;

export interface NodeCommand {
  readonly kind: "node";
  /** Options for Node itself. */
  readonly nodeOptions: readonly string[];
  readonly script: string;
  readonly arguments: readonly string[];
  /** Whether the script is TypeScript, which the command would have had compiled (and perhaps type-checked). */
  readonly typescript: boolean;
  /** Variables set in front of the command. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ShellCommand {
  readonly kind: "shell";
  readonly command: string;
}

/** Options of ts-node and tsx that take a value. */
const optionsWithValue = new Set([
  ...["-P", "--project", "--cwd", "--dir", "-C", "--compiler", "-I", "--ignore", "--ignore-diagnostics", "-D"],
  ...["-O", "--compiler-options", "--tsconfig"],
]);

/** Options of Node that take a value in the next word. */
const nodeOptionsWithValue = new Set([
  "-r",
  "--require",
  "--import",
  "--loader",
  "--experimental-loader",
  "-C",
  "--conditions",
]);

/** Takes the command of cdk.json apart. */
export function parseAppCommand(command: string): AppCommand {
  const words = splitWords(command);
  const shell: ShellCommand = { kind: "shell", command };
  if (!words) return shell;
  const environment: Record<string, string> = {};
  while (words.length > 0) {
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(words[0]!);
    if (!assignment) break;
    environment[assignment[1]!] = assignment[2]!;
    words.shift();
  }
  const runner = takeRunner(words);
  if (runner === "node") return nodeCommand(words, environment) ?? shell;
  if (runner === "typescript") return typescriptCommand(words, environment) ?? shell;
  if (runner === undefined && words.length > 0 && /\.[cm]?[jt]s$/.test(words[0]!)) {
    return nodeCommand(words, environment) ?? shell;
  }
  return shell;
}

/** Removes the words that name the program: `node`, `npx --no-install ts-node`, `tsx`, ... */
function takeRunner(words: string[]): "node" | "typescript" | undefined {
  const rest: string[] = [...words];
  if (rest[0] === "npx" || (rest[0] === "pnpm" && rest[1] === "exec")) {
    rest.splice(0, rest[0] === "npx" ? 1 : 2);
    while (["-y", "--yes", "--no-install", "--no", "--prefer-offline", "--"].includes(rest[0] ?? "")) rest.shift();
  } else if (rest[0] === "yarn") {
    rest.shift();
    if (["run", "exec"].includes(rest[0] ?? "")) rest.shift();
  }
  const name = basename(rest[0] ?? "").replace(/\.(cmd|exe)$/, "");
  const runner =
    name === "node"
      ? "node"
      : ["ts-node", "ts-node-esm", "ts-node-script", "tsx"].includes(name)
        ? "typescript"
        : undefined;
  if (runner) words.splice(0, words.length, ...rest.slice(1));
  return runner;
}

function nodeCommand(words: readonly string[], environment: Readonly<Record<string, string>>): NodeCommand | undefined {
  let index = 0;
  const nodeOptions: string[] = [];
  while (words[index]?.startsWith("-")) {
    const option = words[index++]!;
    if (["-e", "--eval", "-p", "--print", "--test", "--watch", "--run"].includes(option.split("=")[0]!))
      return undefined;
    nodeOptions.push(option);
    if (nodeOptionsWithValue.has(option)) nodeOptions.push(words[index++] ?? "");
  }
  const script = words[index];
  if (script === undefined) return undefined;
  // A loader that compiles TypeScript is the app's own choice and stays.
  const typescript = /\.[cm]?ts$/.test(script) && nodeOptions.length === 0;
  return { kind: "node", nodeOptions, script, arguments: words.slice(index + 1), typescript, environment };
}

function typescriptCommand(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): NodeCommand | undefined {
  let index = 0;
  while (words[index]?.startsWith("-")) {
    const option = words[index++]!;
    if (["-e", "--eval", "-p", "--print", "-r", "--require", "watch"].includes(option)) return undefined;
    if (optionsWithValue.has(option)) index++;
  }
  const script = words[index];
  if (script === undefined || script === "watch") return undefined;
  const rest = words.slice(index + 1);
  return { kind: "node", nodeOptions: [], script, arguments: rest, typescript: true, environment };
}

/** Splits a command into words as a shell does; `undefined` if it needs a shell (pipes, variables, globs, ...). */
function splitWords(command: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const character of command.trim()) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else if (quote === '"' && "$`\\".includes(character)) return undefined;
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if ("|&;<>()$`\\*?[]#~!{}".includes(character)) {
      return undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
