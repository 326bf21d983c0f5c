import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { VirgaError } from "../kernel/errors.ts";

/** An environment with account and region known. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

export interface FileAsset {
  readonly name: string;
  /** Absolute path of the file or folder. */
  readonly path: string;
  readonly packaging: "file" | "zip";
  readonly bucketName: string;
  readonly objectKey: string;
  readonly environment: Environment;
}

/** A stack of the assembly, with all placeholders replaced. */
export interface AssemblyStack {
  /** Unique in the assembly, stages included. */
  readonly id: string;
  /** The construct's path, which the CDK CLI shows and selects by. */
  readonly displayName: string;
  readonly stackName: string;
  readonly environment: Environment;
  readonly templatePath: string;
  /** A stack without resources is not deployed. */
  readonly isEmpty: boolean;
  /** Where the template is published as an asset; absent for synthesizers that do not. */
  readonly templateUrl?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly notificationArns: readonly string[];
  readonly terminationProtection: boolean;
  /** Ids of the stacks that must be deployed before. */
  readonly dependencies: readonly string[];
  readonly assets: readonly FileAsset[];
  /** Names of container image assets, which Virga cannot build. */
  readonly imageAssets: readonly string[];
  readonly messages: readonly AssemblyMessage[];
}

export interface AssemblyMessage {
  readonly level: "info" | "warning" | "error";
  readonly path: string;
  readonly message: string;
}

/** A value that the app asks the CLI to look up. */
export interface MissingContext {
  readonly key: string;
  readonly provider: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** https://github.com/aws/aws-cdk-cli/tree/main/packages/@aws-cdk/cloud-assembly-schema */
export interface Assembly {
  readonly directory: string;
  /** In an order in which they can be deployed. */
  readonly stacks: readonly AssemblyStack[];
  readonly missing: readonly MissingContext[];
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
  readonly missing?: readonly MissingContext[];
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly displayName?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly metadata?: MetadataEntries;
  readonly additionalMetadataFile?: string;
}

type MetadataEntries = Readonly<Record<string, readonly { readonly type: string; readonly data?: unknown }[]>>;

interface AssetManifest {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly displayName?: string;
        readonly source: { readonly path?: string; readonly packaging?: string; readonly executable?: unknown };
        readonly destinations: Readonly<Record<string, { bucketName: string; objectKey: string }>>;
      }
    >
  >;
  readonly dockerImages?: Readonly<Record<string, { readonly displayName?: string }>>;
}

interface AssetSet {
  readonly files: readonly Omit<FileAsset, "environment">[];
  readonly images: readonly string[];
}

/** Reads a cloud assembly with its nested ones; environments that the app left open are the default one. */
export async function readAssembly(directory: string, defaults: Environment): Promise<Assembly> {
  const { stacks, missing } = await readDirectory(directory, defaults, []);
  return { directory, stacks: inOrder(stacks), missing };
}

async function readDirectory(
  directory: string,
  defaults: Environment,
  outer: readonly string[],
): Promise<Pick<Assembly, "stacks" | "missing">> {
  const manifest = await readJson<Manifest>(join(directory, "manifest.json"));
  const artifacts = manifest.artifacts ?? {};
  const stacks: AssemblyStack[] = [];
  const missing = [...(manifest.missing ?? [])];
  // What a nested assembly depends on, every stack in it depends on.
  const within = new Map<string, readonly string[]>();
  for (const [name, artifact] of nestedLast(artifacts)) {
    const dependencies = (artifact.dependencies ?? []).flatMap((id) => within.get(id) ?? []);
    if (artifact.type === "aws:cloudformation:stack") {
      const stack = await readStack(directory, name, artifact, artifacts, defaults);
      stacks.push({ ...stack, dependencies: [...outer, ...dependencies] });
      within.set(name, [stack.id]);
    } else if (artifact.type === "cdk:cloud-assembly") {
      const nested = join(directory, String(artifact.properties?.directoryName));
      const inner = await readDirectory(nested, defaults, [...outer, ...dependencies]);
      stacks.push(...inner.stacks);
      missing.push(...inner.missing);
      within.set(
        name,
        inner.stacks.map(({ id }) => id),
      );
    }
  }
  return { stacks, missing };
}

/** Artifacts in an order in which each comes after those that it depends on. */
function nestedLast(artifacts: Readonly<Record<string, Artifact>>): readonly (readonly [string, Artifact])[] {
  const ordered: (readonly [string, Artifact])[] = [];
  const seen = new Set<string>();
  const visit = (name: string) => {
    const artifact = artifacts[name];
    if (!artifact || seen.has(name)) return;
    seen.add(name);
    for (const dependency of artifact.dependencies ?? []) visit(dependency);
    ordered.push([name, artifact]);
  };
  for (const name of Object.keys(artifacts)) visit(name);
  return ordered;
}

async function readStack(
  directory: string,
  name: string,
  artifact: Artifact,
  artifacts: Readonly<Record<string, Artifact>>,
  defaults: Environment,
): Promise<Omit<AssemblyStack, "dependencies">> {
  const properties = artifact.properties ?? {};
  const environment = readEnvironment(artifact.environment, defaults);
  const replace = (text: string) => replacePlaceholders(text, environment);
  const assets: FileAsset[] = [];
  const imageAssets: string[] = [];
  for (const dependency of artifact.dependencies ?? []) {
    const manifest = artifacts[dependency];
    if (manifest?.type !== "cdk:asset-manifest") continue;
    const set = await readAssets(directory, String(manifest.properties?.file), replace);
    assets.push(...set.files.map((file) => ({ ...file, environment })));
    imageAssets.push(...set.images);
  }
  const templateUrl = properties.stackTemplateAssetObjectUrl;
  const templatePath = join(directory, String(properties.templateFile));
  const { Resources: resources = {} } = await readJson<{ readonly Resources?: object }>(templatePath);
  return {
    id: join(directory, name),
    displayName: artifact.displayName ?? name,
    stackName: typeof properties.stackName === "string" ? properties.stackName : name,
    environment,
    templatePath,
    isEmpty: Object.keys(resources).length === 0,
    ...(typeof templateUrl === "string" ? { templateUrl: replace(templateUrl) } : {}),
    parameters: (properties.parameters ?? {}) as Record<string, string>,
    tags: (properties.tags ?? {}) as Record<string, string>,
    notificationArns: (properties.notificationArns ?? []) as string[],
    terminationProtection: properties.terminationProtection === true,
    assets,
    imageAssets,
    messages: await readMessages(directory, artifact),
  };
}

function readEnvironment(text: string | undefined, defaults: Environment): Environment {
  const [, account = "unknown-account", region = "unknown-region"] = /^aws:\/\/([^/]+)\/(.+)$/.exec(text ?? "") ?? [];
  return {
    account: account === "unknown-account" ? defaults.account : account,
    region: region === "unknown-region" ? defaults.region : region,
  };
}

function replacePlaceholders(text: string, { account, region }: Environment): string {
  const values: Readonly<Record<string, string>> = { AccountId: account, Region: region, Partition: "aws" };
  return text.replace(/\$\{AWS::(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

async function readAssets(directory: string, file: string, replace: (text: string) => string): Promise<AssetSet> {
  const { files = {}, dockerImages = {} } = await readJson<AssetManifest>(join(directory, file));
  const found = Object.entries(files).flatMap(([id, { displayName = id, source, destinations }]) => {
    const { path, packaging = "file" } = source;
    if (path === undefined || (packaging !== "file" && packaging !== "zip")) {
      throw new VirgaError("UnsupportedAsset", `the asset is made by a program, which Virga does not run`, {
        where: `${join(directory, file)}: ${displayName}`,
      });
    }
    return Object.values(destinations).map(({ bucketName, objectKey }) => ({
      name: displayName,
      path: join(directory, path),
      packaging: packaging as FileAsset["packaging"],
      bucketName: replace(bucketName),
      objectKey: replace(objectKey),
    }));
  });
  return { files: found, images: Object.entries(dockerImages).map(([id, { displayName = id }]) => displayName) };
}

const messageLevels: Readonly<Record<string, AssemblyMessage["level"]>> = {
  "aws:cdk:info": "info",
  "aws:cdk:warning": "warning",
  "aws:cdk:error": "error",
};

async function readMessages(directory: string, artifact: Artifact): Promise<readonly AssemblyMessage[]> {
  const file = artifact.additionalMetadataFile;
  const additional = file === undefined ? {} : await readJson<MetadataEntries>(join(directory, file));
  return [...Object.entries(artifact.metadata ?? {}), ...Object.entries(additional)].flatMap(([path, entries]) =>
    entries.flatMap(({ type, data }) => {
      const level = messageLevels[type];
      return level === undefined ? [] : [{ level, path: path.replace(/^\//, ""), message: String(data) }];
    }),
  );
}

/** Stacks in an order in which each comes after those that it depends on. */
function inOrder(stacks: readonly AssemblyStack[]): readonly AssemblyStack[] {
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const ordered = new Set<AssemblyStack>();
  const visit = (stack: AssemblyStack) => {
    if (ordered.has(stack)) return;
    for (const id of stack.dependencies) {
      const dependency = byId.get(id);
      if (dependency) visit(dependency);
    }
    ordered.add(stack);
  };
  for (const stack of stacks) visit(stack);
  return [...ordered];
}

async function readJson<T>(path: string): Promise<T> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch (thrown) {
    throw new VirgaError("InvalidAssembly", `the cloud assembly cannot be read: ${(thrown as Error).message}`, {
      where: path,
      hint: "does the app call app.synth()? aws-cdk-lib does so by itself when the process ends",
      cause: thrown,
    });
  }
}

/** The stacks whose names match a pattern (`*` stands for anything), and those they depend on; all without patterns. */
export function selectStacks(stacks: readonly AssemblyStack[], patterns: readonly string[]): readonly AssemblyStack[] {
  if (patterns.length === 0) return stacks;
  const wanted = new Set<string>();
  const want = (id: string) => {
    const stack = stacks.find((candidate) => candidate.id === id);
    if (!stack || wanted.has(id)) return;
    wanted.add(id);
    stack.dependencies.forEach(want);
  };
  for (const pattern of patterns) {
    const expression = new RegExp(`^${pattern.split("*").map(escapeRegExp).join(".*")}$`);
    const matching = stacks.filter(({ displayName, stackName }) => {
      return expression.test(displayName) || expression.test(stackName);
    });
    if (matching.length === 0) {
      const names = stacks.map(({ displayName }) => displayName).join(", ");
      throw new VirgaError("NoSuchStack", `the app has no stack '${pattern}'`, { hint: `its stacks: ${names}` });
    }
    for (const { id } of matching) want(id);
  }
  return stacks.filter(({ id }) => wanted.has(id));
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
