import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../kernel/clock.ts";
import { VirgaError } from "../kernel/errors.ts";
import { runApp, type TypescriptBy } from "./app-runner.ts";
import { type Assembly, type Environment, readAssembly } from "./assembly.ts";
import { removeUnused } from "./assembly-folder.ts";
import {
  changedSince,
  type FingerprintOptions,
  type InputFingerprint,
  isCurrent,
  takeFingerprint,
} from "./input-fingerprint.ts";
import type { ReportProgress } from "./progress.ts";
import type { CdkProject } from "./project.ts";

/** What a synthesis needs. */
export interface SynthesisOptions {
  readonly project: CdkProject;
  readonly environment: Environment;
  /** Virga's data folder; the assembly and what it was made from are kept below it. */
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly report: ReportProgress;
  /** Answers what the app wants to know of its environment; it is run again with the answers. */
  lookUp(missing: Assembly["missing"]): Promise<Readonly<Record<string, unknown>>>;
}

/** What is remembered of the last synthesis. */
interface CachedSynthesis {
  readonly version: number;
  readonly app: string;
  readonly account: string;
  readonly region: string;
  readonly node: string;
  readonly context: string;
  /** Answers to what the app asked for. */
  readonly lookedUp: Readonly<Record<string, unknown>>;
  readonly typescriptBy?: TypescriptBy;
  /** Absent if the run could not be traced: then it is made anew each time. */
  readonly inputs?: InputFingerprint;
}

const cacheVersion = 1;
/** Set by Virga for the app; what they hold is compared by itself. */
const ownVariables = [
  ...["CDK_OUTDIR", "CDK_CONTEXT_JSON", "CDK_DEFAULT_ACCOUNT", "CDK_DEFAULT_REGION", "CDK_CLI_VERSION", "PATH"],
  ...["CDK_CLI_ASM_VERSION", "CDK_VALIDATION", "CONTEXT_OVERFLOW_LOCATION_ENV", "VIRGA_TRACE_FILE"],
];

/**
 * Gives the app's cloud assembly: the one of the last time if nothing that it was made from has changed since, or a
 * new one. What an app takes from elsewhere than files, modules and variables (the network, the time) is not seen.
 */
export async function synthesize(options: SynthesisOptions): Promise<Assembly> {
  const { environment, clock, report } = options;
  const begun = clock.elapsed();
  const directory = join(options.dataDirectory, "assembly");
  const outputDirectory = join(directory, "cdk.out");
  const cacheFile = join(directory, "inputs.json");
  const cached = await readCache(cacheFile);
  const known = cached && isSameRequest(cached, options) ? cached : undefined;
  if (known?.inputs && isCurrent(known.inputs, fingerprintOptions(options))) {
    const assembly = await readAssembly(outputDirectory, environment).catch(() => undefined);
    if (assembly) {
      const milliseconds = clock.elapsed() - begun;
      report({ kind: "synthesized", cached: true, stacks: assembly.stacks.length, milliseconds });
      return assembly;
    }
  }
  await mkdir(directory, { recursive: true });
  await rm(cacheFile, { force: true });
  const { assembly, cache } = await run(options, outputDirectory, cached);
  await writeFile(cacheFile, JSON.stringify(cache));
  report({
    kind: "synthesized",
    cached: false,
    stacks: assembly.stacks.length,
    milliseconds: clock.elapsed() - begun,
  });
  return assembly;
}

async function run(
  options: SynthesisOptions,
  outputDirectory: string,
  cached: CachedSynthesis | undefined,
): Promise<{ readonly assembly: Assembly; readonly cache: CachedSynthesis }> {
  const { project, environment, report, clock } = options;
  let lookedUp = cached?.lookedUp ?? {};
  for (;;) {
    const startedAt = clock.now();
    const { inputs, typescriptBy } = await runApp({
      ...environment,
      project,
      context: { ...lookedUp, ...project.context },
      outputDirectory,
      typescriptBy: cached?.typescriptBy,
      onOutput: (line) => report({ kind: "app-output", line }),
    });
    const assembly = await readAssembly(outputDirectory, environment);
    const missing = assembly.missing.filter(({ key }) => !(key in lookedUp));
    if (missing.length > 0) {
      lookedUp = { ...lookedUp, ...(await options.lookUp(missing)) };
      continue;
    }
    rejectErrors(assembly, project);
    await removeUnused(outputDirectory, assembly);
    const fingerprint = inputs && takeFingerprint(inputs, fingerprintOptions(options));
    // A file that changed while the app ran may have been read before or after.
    const sure = fingerprint && !changedSince(fingerprint, startedAt);
    const cache: CachedSynthesis = {
      ...requestOf(options),
      lookedUp,
      ...(typescriptBy === undefined ? {} : { typescriptBy }),
      ...(sure ? { inputs: fingerprint } : {}),
    };
    return { assembly, cache };
  }
}

/** Errors that constructs put on themselves stop a deployment, as with the CDK CLI. */
function rejectErrors({ stacks }: Assembly, project: CdkProject): void {
  const errors = stacks.flatMap(({ messages }) => messages.filter(({ level }) => level === "error"));
  if (errors.length === 0) return;
  const lines = errors.map(({ path, message }) => `  ${path}: ${message}`);
  throw new VirgaError("AppHasErrors", `the app's constructs report errors:\n${lines.join("\n")}`, {
    where: project.directory,
  });
}

function requestOf({ project, environment }: SynthesisOptions) {
  return {
    version: cacheVersion,
    app: project.app,
    account: environment.account,
    region: environment.region,
    node: process.version,
    context: JSON.stringify(project.context),
  };
}

function isSameRequest(cached: CachedSynthesis, options: SynthesisOptions): boolean {
  return Object.entries(requestOf(options)).every(([name, value]) => cached[name as keyof CachedSynthesis] === value);
}

/** What the last synthesis was made from; absent if that is not known for sure. */
export async function lastInputs(dataDirectory: string): Promise<InputFingerprint | undefined> {
  return (await readCache(join(dataDirectory, "assembly", "inputs.json")))?.inputs;
}

/** What counts as an input of an app. */
export function fingerprintOptions({
  project,
  dataDirectory,
}: Pick<SynthesisOptions, "project" | "dataDirectory">): FingerprintOptions {
  const { directory, outputDirectory } = project;
  // aws-cdk-lib keeps what it has computed there; it is no input of the app's.
  const cdkCache = join(process.env.CDK_HOME ?? join(homedir(), ".cdk"), "cache");
  return { directory, ignored: [outputDirectory, dataDirectory, cdkCache], temporary: tmpdir(), ownVariables };
}

async function readCache(path: string): Promise<CachedSynthesis | undefined> {
  try {
    const cached = JSON.parse(await readFile(path, "utf8")) as CachedSynthesis;
    return cached.version === cacheVersion ? cached : undefined;
  } catch {
    return undefined;
  }
}
