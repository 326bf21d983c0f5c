import type { Stack } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../kernel/clock.ts";
import { type Assembly, type AssemblyStack, type Environment, selectStacks } from "./assembly.ts";
import { publishAssets } from "./assets.ts";
import { bootstrap } from "./bootstrap.ts";
import type { Cloud } from "./cloud.ts";
import { lookUpContext } from "./context-lookup.ts";
import type { ReportProgress } from "./progress.ts";
import { readProject } from "./project.ts";
import { checkStacks, deployStack, destroyStack } from "./stack-deployment.ts";
import { synthesize } from "./synthesis.ts";

export interface AppOptions {
  /** The folder of the CDK app. */
  readonly directory: string;
  /** Virga's data folder. */
  readonly dataDirectory: string;
  /** For stacks that do not say where they belong. */
  readonly environment: Environment;
  /** Which stacks, by path or name, `*` for anything; all if empty. */
  readonly stacks: readonly string[];
  /** Context beside that of cdk.json, and above it. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly report: ReportProgress;
}

export interface DeployedStack {
  readonly stack: AssemblyStack;
  readonly description: Stack;
}

/** Synthesizes an app and deploys its stacks, each after those that it depends on. */
export async function deployApp(options: AppOptions): Promise<readonly DeployedStack[]> {
  const { cloud, report } = options;
  const stacks = selectStacks((await synthesizeApp(options)).stacks, options.stacks);
  for (const { level, path, message } of stacks.flatMap(({ messages }) => messages)) {
    if (level !== "error") report({ kind: "annotation", level, path, message });
  }
  await bootstrapAll(cloud, [options.environment, ...stacks.map(({ environment }) => environment)]);
  await publishAssets(cloud, stacks, report);
  const whole = stacks.filter(({ isEmpty }) => !isEmpty);
  await checkStacks(options, whole);
  const deployed: DeployedStack[] = [];
  for (const stack of whole) deployed.push({ stack, description: await deployStack(options, stack) });
  // CloudFormation has no stacks without resources: one that has become empty goes, as with the CDK CLI.
  for (const stack of stacks.filter(({ isEmpty }) => isEmpty)) await destroyStack(options, stack);
  return deployed;
}

/** Deletes an app's stacks, each before those that it depends on. */
export async function destroyApp(options: AppOptions): Promise<void> {
  const all = (await synthesizeApp(options)).stacks;
  const selected = options.stacks.length === 0 ? all : withDependents(all, options.stacks);
  for (const stack of [...selected].reverse()) await destroyStack(options, stack);
}

async function synthesizeApp(options: AppOptions): Promise<Assembly> {
  const project = await readProject(options.directory);
  return synthesize({
    ...options,
    project: { ...project, context: { ...project.context, ...options.context } },
    lookUp: (missing) => lookUpContext(options.cloud, missing, options.environment),
  });
}

async function bootstrapAll(cloud: Cloud, environments: readonly Environment[]): Promise<void> {
  const different = new Map(environments.map((one) => [`${one.account}/${one.region}`, one]));
  for (const environment of different.values()) await bootstrap(cloud, environment);
}

/** The stacks that match, and those that depend on them: a stack goes after all that need it. */
function withDependents(stacks: readonly AssemblyStack[], patterns: readonly string[]): readonly AssemblyStack[] {
  const alone = stacks.map((stack) => ({ ...stack, dependencies: [] }));
  const going = new Set(selectStacks(alone, patterns).map(({ id }) => id));
  // In deployment order, so that dependents of dependents are found in one pass.
  for (const { id, dependencies } of stacks)
    if (dependencies.some((dependency) => going.has(dependency))) going.add(id);
  return stacks.filter(({ id }) => going.has(id));
}
