import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { VirgaError } from "../kernel/errors.ts";
import { type AppCommand, type NodeCommand, parseAppCommand } from "./app-command.ts";
import { clearOutput } from "./assembly-folder.ts";
import { hintForMissing } from "./bundling/missing-program.ts";
import { prepareToolchain } from "./bundling/toolchain.ts";
import type { CdkProject } from "./project.ts";
import type { TracedInputs } from "./traced-inputs.ts";

/** What a CDK app is run with. */
export interface RunOptions {
  readonly project: CdkProject;
  readonly context: Readonly<Record<string, unknown>>;
  readonly outputDirectory: string;
  readonly account: string;
  readonly region: string;
  /** How TypeScript was run the last time, to try that first. */
  readonly typescriptBy?: TypescriptBy | undefined;
  onOutput(line: string): void;
}

/** TypeScript is run by Node's type stripping where that works, which is fastest, and by tsx where it does not. */
export type TypescriptBy = "node" | "tsx";

/** What a run of a CDK app has shown. */
export interface AppRun {
  /** What the app looked at; absent if it was not a Node script of ours to trace. */
  readonly inputs?: TracedInputs;
  readonly typescriptBy?: TypescriptBy;
}

/** The largest context that fits into an environment variable; a larger one goes through a file. */
const largestContextVariable = 32_000;

/** Runs a CDK app as its cdk.json says, without the CDK CLI, so that it writes its cloud assembly. */
export async function runApp(options: RunOptions): Promise<AppRun> {
  const command = parseAppCommand(options.project.app);
  await clearOutput(options.outputDirectory);
  const scratch = await mkdtemp(join(tmpdir(), "virga-app-"));
  try {
    const environment = await appEnvironment(options, command, scratch);
    if (command.kind === "shell") {
      const result = await execute(options, command.command, [], environment, true);
      if (result.exitCode === 0) return {};
      for (const line of result.held) options.onOutput(line);
      throw appFailed(options, result);
    }
    return await runScript(options, command, environment, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function runScript(
  options: RunOptions,
  command: NodeCommand,
  environment: NodeJS.ProcessEnv,
  scratch: string,
): Promise<AppRun> {
  const traceFile = join(scratch, "inputs.json");
  const traced = { ...environment, VIRGA_TRACE_FILE: traceFile };
  const ways: readonly (TypescriptBy | undefined)[] = !command.typescript
    ? [undefined]
    : options.typescriptBy === "tsx"
      ? ["tsx"]
      : ["node", "tsx"];
  for (const way of ways) {
    const words = nodeArguments(command, way);
    const result = await execute(options, process.execPath, words, traced, false);
    if (result.exitCode === 0) {
      const inputs = await readInputs(traceFile);
      return { ...(inputs ? { inputs } : {}), ...(way === undefined ? {} : { typescriptBy: way }) };
    }
    const stripping = way === "node" && needsCompiler(result.errorOutput);
    if (!stripping) {
      for (const line of result.held) options.onOutput(line);
      throw appFailed(options, result);
    }
  }
  throw new VirgaError("AppFailed", "the app could not be run", { where: options.project.directory });
}

function nodeArguments(command: NodeCommand, way: TypescriptBy | undefined): readonly string[] {
  const tsx = way === "tsx" ? ["--import", import.meta.resolve("tsx")] : [];
  const tracer = new URL("./trace-inputs.ts", import.meta.url).href;
  const quiet = ["--disable-warning=ExperimentalWarning", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];
  return [...quiet, ...tsx, "--import", tracer, ...command.nodeOptions, command.script, ...command.arguments];
}

/** Whether an app failed because its TypeScript needs more than its types stripped. */
function needsCompiler(errorOutput: string): boolean {
  return /ERR_(UNSUPPORTED|INVALID)_TYPESCRIPT_SYNTAX|ERR_MODULE_NOT_FOUND|ERR_UNSUPPORTED_DIR_IMPORT|MODULE_NOT_FOUND|ERR_IMPORT_ATTRIBUTE_MISSING|does not provide an export named|is not defined in ES module scope|Cannot use import statement|SyntaxError|ERR_REQUIRE_ESM|ERR_UNKNOWN_FILE_EXTENSION/.test(
    errorOutput,
  );
}

interface Execution {
  readonly exitCode: number;
  /** The end of what it wrote to stderr. */
  readonly errorOutput: string;
  /** What it wrote to stdout, of a program that has failed. */
  readonly held: readonly string[];
}

const longestErrorOutput = 100_000;

/** Runs a program. Its output is passed on when it has ended well; what it wrote to stderr is in the error if not. */
function execute(
  { project, onOutput }: RunOptions,
  program: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
  shell: boolean,
): Promise<Execution> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: project.directory,
      env: environment,
      shell,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errorOutput = "";
    const lines: { readonly text: string; readonly isError: boolean }[] = [];
    child.stderr.on("data", (chunk: Buffer) => {
      errorOutput = (errorOutput + chunk.toString("utf8")).slice(-longestErrorOutput);
    });
    createInterface({ input: child.stdout }).on("line", (text) => lines.push({ text, isError: false }));
    createInterface({ input: child.stderr }).on("line", (text) => lines.push({ text, isError: true }));
    child.on("error", (thrown) => {
      const hint = "is the program of 'app' in cdk.json installed?";
      reject(new VirgaError("AppFailed", `the app could not be started: ${thrown.message}`, { hint, cause: thrown }));
    });
    child.on("close", (code, signal) => {
      const exitCode = code ?? (signal === null ? 1 : 128);
      if (exitCode === 0) for (const { text } of lines) onOutput(text);
      const held = exitCode === 0 ? [] : lines.flatMap(({ text, isError }) => (isError ? [] : [text]));
      resolve({ exitCode, errorOutput, held });
    });
  });
}

function appFailed({ project }: RunOptions, { exitCode, errorOutput }: Execution): VirgaError {
  const output = errorOutput.trimEnd();
  const message = `the app ended with exit code ${exitCode}${output === "" ? "" : `:\n\n${output}`}`;
  return new VirgaError("AppFailed", message, {
    where: `${join(project.directory, "cdk.json")}: ${project.app}`,
    hint: hintForMissing(output) ?? missingLibrary(output) ?? "mend the app; this is its own output",
  });
}

/** What to do about an app whose language does not find the CDK's library. */
function missingLibrary(output: string): string | undefined {
  const python = /ModuleNotFoundError: No module named '(aws_cdk|constructs)/.exec(output);
  if (python) {
    return "install what the app needs: pip install -r requirements.txt (in its virtual environment, if it has one)";
  }
  const node = /Cannot find (?:module|package) '(aws-cdk-lib|constructs)/.exec(output);
  return node ? "install what the app needs: npm install" : undefined;
}

async function readInputs(path: string): Promise<TracedInputs | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as TracedInputs;
  } catch {
    return undefined;
  }
}

/** The environment that the CDK CLI gives an app: https://docs.aws.amazon.com/cdk/v2/guide/configure-env.html */
async function appEnvironment(options: RunOptions, command: AppCommand, scratch: string): Promise<NodeJS.ProcessEnv> {
  const { account, region, outputDirectory, project } = options;
  const context = JSON.stringify({ "aws:cdk:enable-path-metadata": true, ...options.context });
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...(await prepareToolchain(scratch, { ...process.env, PATH: programPath(project) })),
    ...(command.kind === "node" ? command.environment : {}),
    CDK_OUTDIR: outputDirectory,
    CDK_DEFAULT_ACCOUNT: account,
    CDK_DEFAULT_REGION: region,
    CDK_CLI_VERSION: cliVersion,
    CDK_CLI_ASM_VERSION: assemblyVersion,
    // The toolkit's own validation of templates costs a second and 280 MB; Virga validates them itself.
    CDK_VALIDATION: "false",
  };
  if (context.length <= largestContextVariable) return { ...environment, CDK_CONTEXT_JSON: context };
  const file = join(scratch, "context.json");
  await writeFile(file, context);
  return { ...environment, CDK_CONTEXT_JSON: "{}", CONTEXT_OVERFLOW_LOCATION_ENV: file };
}

/** The CDK CLI that Virga stands in for: apps ask for the newest they know. */
const cliVersion = "3.0.0";
const assemblyVersion = "99.0.0";

/** The app's own programs, then Virga's (esbuild, which bundles functions), then everybody's. */
function programPath(project: CdkProject): string {
  const own = join(project.directory, "node_modules", ".bin");
  const esbuild = join(dirname(createRequire(import.meta.url).resolve("esbuild/package.json")), "bin");
  return [own, esbuild, process.env.PATH ?? ""].join(delimiter);
}
