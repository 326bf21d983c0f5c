import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { createRealClock } from "../kernel/clock-real.ts";
import { TestApp } from "./test-app.suite.ts";
import { watchApp } from "./watch.ts";

/** A watched app that tells of each of its deployments. */
class WatchedApp extends EventTarget {
  readonly app: TestApp;
  readonly failures: unknown[] = [];
  readonly #stop = Promise.withResolvers<void>();
  readonly #watching: Promise<void>;
  /** Deployments that nobody has waited for yet. */
  readonly #deployed: (readonly string[])[] = [];

  constructor(app: TestApp) {
    super();
    this.app = app;
    this.#watching = watchApp({
      directory: app.directory,
      dataDirectory: join(app.directory, ".virga"),
      clock: createRealClock(),
      stopped: this.#stop.promise,
      deploy: async (changed) => {
        await app.deploy().catch((thrown: unknown) => this.failures.push(thrown));
        this.#deployed.push(changed);
        this.dispatchEvent(new Event("deployed"));
      },
    });
  }

  /** Waits for the next deployment; gives the files it was for. */
  async deployment(): Promise<readonly string[]> {
    while (this.#deployed.length === 0) await once(this, "deployed");
    return this.#deployed.shift()!;
  }

  async stop(): Promise<void> {
    this.#stop.resolve();
    await this.#watching;
  }
}

describe("watching an app", () => {
  let app: TestApp;
  let watched: WatchedApp;
  // What is waited for are files, which do not keep a process.
  const alive = new MessageChannel();

  before(async () => {
    alive.port1.ref();
    app = await TestApp.open("two-stacks");
    watched = new WatchedApp(app);
    await watched.deployment();
  });

  after(async () => {
    await watched.stop();
    await app.close();
    alive.port1.close();
  });

  async function text(): Promise<string | undefined> {
    const ssm = app.cloud.client(SSMClient as never) as SSMClient;
    return (await ssm.send(new GetParameterCommand({ Name: "/text" }))).Parameter?.Value;
  }

  it("deploys what has changed", async () => {
    await app.write("text.txt", "changed");
    assert.deepEqual(await watched.deployment(), ["text.txt"]);
    assert.equal(await text(), "changed");
  });

  it("sees files of assets, also in new folders", async () => {
    await mkdir(join(app.directory, "assets", "more"));
    await app.write("assets/more/new.txt", "new");
    assert.ok((await watched.deployment()).some((name) => name.startsWith("assets/more")));
  });

  it("goes on when the app fails, and when it is mended", async () => {
    const code = await app.read("app.mjs");
    await app.write("app.mjs", "throw new Error('no')");
    await watched.deployment();
    assert.equal(watched.failures.length, 1);
    await app.write("app.mjs", `${code}\n// mended`);
    await watched.deployment();
    assert.equal(watched.failures.length, 1);
  });

  it("does nothing when a file is written as it was", async () => {
    await app.write("text.txt", "changed");
    await app.write("text.txt", "again");
    await watched.deployment();
    assert.equal(await text(), "again");
  });
});
