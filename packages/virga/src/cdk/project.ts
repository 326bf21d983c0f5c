import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { VirgaError } from "../kernel/errors.ts";

/** A CDK project: a folder with a `cdk.json` that says how to run the app. */
export interface CdkProject {
  readonly directory: string;
  /** The command of `app` in cdk.json, as it is written there. */
  readonly app: string;
  /** The context of cdk.json and, above it, of cdk.context.json: feature flags, values, looked-up values. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Where the CDK CLI would write the assembly; Virga does not, but it is no input either. */
  readonly outputDirectory: string;
}

/** Reads the CDK project in a folder. */
export async function readProject(directory: string): Promise<CdkProject> {
  const folder = resolve(directory);
  const path = join(folder, "cdk.json");
  const settings = await readJsonObject(path);
  if (!settings) {
    throw new VirgaError("NoCdkProject", "there is no cdk.json", {
      where: folder,
      hint: "run it in the folder of a CDK app, or name that folder with --app DIR",
    });
  }
  const { app, output = "cdk.out", context = {} } = settings;
  if (typeof app !== "string" || app.trim() === "") {
    throw new VirgaError("NoCdkApp", "cdk.json does not say how to run the app", {
      where: path,
      hint: 'add it, e.g. { "app": "node bin/app.ts" }',
    });
  }
  const lookedUp = (await readJsonObject(join(folder, "cdk.context.json"))) ?? {};
  return {
    directory: folder,
    app,
    context: { ...(context as Record<string, unknown>), ...lookedUp },
    outputDirectory: resolve(folder, String(output)),
  };
}

async function readJsonObject(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new VirgaError("UnreadableFile", `the file cannot be read: ${(thrown as Error).message}`, { where: path });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw new VirgaError("InvalidJson", `the file is not valid JSON: ${(thrown as Error).message}`, { where: path });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new VirgaError("InvalidJson", "the file must hold a JSON object", { where: path });
  }
  return value as Record<string, unknown>;
}
