import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";

const root = fileURLToPath(new URL("../..", import.meta.url));

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** `virga up` with the platform, in a process of its own that can be killed. */
export class PlatformProcess {
  readonly #port: number;
  readonly #data: string;
  readonly #agent = new Agent({ keepAlive: true });
  #child: ChildProcess | undefined;
  #outputs: Readonly<Record<string, string>> = {};

  constructor(port: number, data: string) {
    this.#port = port;
    this.#data = data;
  }

  get outputs(): Readonly<Record<string, string>> {
    return this.#outputs;
  }

  client<C>(Client: new (options: never) => C): C {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const endpoint = `http://127.0.0.1:${this.#port}`;
    return new Client({ region: "us-east-1", credentials, endpoint, maxAttempts: 1 } as never);
  }

  /** Starts and waits until the stack is deployed and the API answers. */
  async start(): Promise<void> {
    const args = ["up", "--app", "system", "--port", String(this.#port), "--data", this.#data];
    const flags = ["--disable-warning=ExperimentalWarning", "packages/virga/bin/virga.mjs", ...args];
    const child = spawn(process.execPath, flags, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
    this.#child = child;
    while (!(await this.#isReady())) {
      assert.equal(child.exitCode, null, "virga up ended early");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  async #isReady(): Promise<boolean> {
    try {
      const found = await this.client(CloudFormationClient).send(
        new DescribeStacksCommand({ StackName: "ClinicPlatform" }),
      );
      const [stack] = found.Stacks ?? [];
      if (!stack?.StackStatus?.endsWith("_COMPLETE")) return false;
      this.#outputs = Object.fromEntries(
        (stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
      );
      return (await this.createUser({})).status === 400;
    } catch {
      return false;
    }
  }

  createUser(user: object): Promise<{ status: number; body: { username?: string } }> {
    return this.post("users", user);
  }

  /** Posts to a path of the platform's API. */
  post(
    path: string,
    body: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: { username?: string } }> {
    const { hostname, pathname } = new URL(this.#outputs.ApiUrl as string);
    const host = `${hostname.split(".")[0]}.execute-api.localhost:${this.#port}`;
    return this.#post(`${pathname}${path}`, body, { host, ...headers });
  }

  async control(path: string, body: object): Promise<void> {
    const { status } = await this.#post(path, body, {});
    assert.equal(status, 200);
  }

  #post(
    path: string,
    body: object,
    headers: Record<string, string>,
  ): Promise<{ status: number; body: { username?: string } }> {
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: this.#port, path, method: "POST", agent: this.#agent };
      const json = { "content-type": "application/json", ...headers };
      const sent = request({ ...options, headers: json }, async (response) => {
        try {
          const chunks = await response.toArray();
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString("utf8")) });
        } catch (thrown) {
          reject(thrown);
        }
      });
      sent.on("error", reject);
      sent.end(JSON.stringify(body));
    });
  }
}
