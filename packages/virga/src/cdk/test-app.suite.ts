import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createTestCloud, type TestCloud } from "../testing/index.ts";
import type { Environment } from "./assembly.ts";
import { cloudOf } from "./cloud.ts";
import { type AppOptions, deployApp, destroyApp } from "./deployment.ts";
import type { Progress } from "./progress.ts";

const environment: Environment = { account: "000000000000", region: "us-east-1" };

/** A copy of one of the CDK apps in `fixtures/`, which a test may change, and a cloud to deploy it to. */
export class TestApp {
  readonly directory: string;
  readonly cloud: TestCloud;
  readonly progress: Progress[] = [];

  constructor(directory: string, cloud: TestCloud) {
    this.directory = directory;
    this.cloud = cloud;
  }

  static async open(fixture: string): Promise<TestApp> {
    const directory = await copyFixture(fixture);
    return new TestApp(directory, await createTestCloud());
  }

  write(path: string, text: string): Promise<void> {
    return writeFile(join(this.directory, path), text);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.directory, path), "utf8");
  }

  deploy(...stacks: readonly string[]) {
    return deployApp(this.#options(stacks));
  }

  destroy(...stacks: readonly string[]) {
    return destroyApp(this.#options(stacks));
  }

  /** Whether the last synthesis took the assembly of the time before. */
  get wasCached(): boolean | undefined {
    return this.progress.filter((one) => one.kind === "synthesized").at(-1)?.cached;
  }

  async close(): Promise<void> {
    await this.cloud.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  #options(stacks: readonly string[]): AppOptions {
    const { host } = this.cloud.runtime;
    return {
      directory: this.directory,
      dataDirectory: join(this.directory, ".virga"),
      environment,
      stacks,
      cloud: cloudOf(host),
      // What files were changed when is told by the machine's time.
      clock: { now: () => Date.now(), elapsed: () => performance.now(), at: host.clock.at.bind(host.clock) },
      report: (progress) => void this.progress.push(progress),
    };
  }
}

/** Copies a fixture into a folder of its own, from which this repository's dependencies can be imported. */
export async function copyFixture(fixture: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "virga-test-"));
  await cp(new URL(`./fixtures/${fixture}/`, import.meta.url), directory, { recursive: true });
  const library = createRequire(import.meta.url).resolve("aws-cdk-lib/package.json");
  await symlink(dirname(dirname(library)), join(directory, "node_modules"));
  return directory;
}
