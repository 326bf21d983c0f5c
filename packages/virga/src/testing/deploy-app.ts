import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../cdk/assembly.ts";
import { cloudOf } from "../cdk/cloud.ts";
import { deployApp as deploy } from "../cdk/deployment.ts";
import { createRealClock } from "../kernel/clock-real.ts";
import type { TestCloud } from "./test-cloud.ts";

export interface DeployAppOptions {
  /** The folder of the CDK app. */
  readonly directory: string;
  /** Which stacks, by path or name, `*` for anything; all unless told. */
  readonly stacks?: readonly string[];
  /** Context beside that of cdk.json, and above it. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** For stacks that do not say where they belong. */
  readonly environment?: Environment;
}

/** The outputs of an app's stacks, by the stack's name. */
export type AppOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How far a virtual clock is moved at a time while a deployment is under way, milliseconds. */
const step = 1000;

/**
 * Deploys a CDK app into a test's cloud, as `virga up` does: the app is run, its assets are bundled and published. The
 * cloud's clock is moved on as far as that needs.
 * @throws VirgaError if the app cannot be run or deployed; it says why.
 */
export async function deployApp(cloud: TestCloud, options: DeployAppOptions): Promise<AppOutputs> {
  const { directory, stacks = [], context = {} } = options;
  const environment = options.environment ?? { account: "000000000000", region: "us-east-1" };
  const dataDirectory = await mkdtemp(join(tmpdir(), "virga-test-"));
  const synthesized = Promise.withResolvers<void>();
  try {
    const deployment = deploy({
      directory,
      dataDirectory,
      environment,
      stacks,
      context,
      cloud: cloudOf(cloud.runtime.host),
      // Files are as new as the machine's clock says.
      clock: createRealClock(),
      report: ({ kind }) => kind === "synthesized" && synthesized.resolve(),
    });
    // The app's own run is none of the cloud's work: its time stands still.
    await Promise.race([synthesized.promise, deployment]);
    const deployed = await whileTimePasses(cloud, deployment);
    return Object.fromEntries(
      deployed.map(({ stack, description: { Outputs = [] } }) => [
        stack.stackName,
        Object.fromEntries(Outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue])),
      ]),
    );
  } finally {
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** Lets time pass until something has happened. */
async function whileTimePasses<T>(cloud: TestCloud, happening: Promise<T>): Promise<T> {
  let isOver = false;
  const over = happening.finally(() => {
    isOver = true;
  });
  while (!isOver) await Promise.race([over, cloud.clock.advance(step)]);
  return over;
}
