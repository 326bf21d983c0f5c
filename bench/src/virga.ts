import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort, root, ServerProcess } from "./processes.ts";

/** A platform that runs, with what was measured on the way there. */
export interface RunningPlatform {
  readonly server: ServerProcess;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** `<api id>.execute-api.localhost:<port>`, and the path of `POST /users` there. */
  readonly api: { readonly host: string; readonly path: string };
  /** From the start of the process until the API answers. */
  readonly readyAfterMilliseconds: number;
}

const stackName = "ClinicPlatform";
const pollEvery = 10;
const longestStart = 120_000;

/** Runs `virga up` for the clinic platform with its state in `data`, until the platform is deployed. */
export async function startPlatform(data: string): Promise<RunningPlatform> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const args = ["up", "--app", "system", "--port", String(port), "--data", data];
  const server = ServerProcess.start(join(root, "packages/virga/bin/virga.mjs"), args);
  while (performance.now() - started < longestStart) {
    if (server.hasEnded) throw new Error("virga up ended before the platform was deployed");
    const apiUrl = await deployedApiUrl(port);
    if (apiUrl) {
      const [apiId] = apiUrl.hostname.split(".");
      const api = { host: `${apiId}.execute-api.localhost:${port}`, path: `${apiUrl.pathname}users` };
      if (await isAnswering(port, api))
        return { server, url, api, readyAfterMilliseconds: performance.now() - started };
    }
    await delay(pollEvery);
  }
  await server.stop("SIGKILL");
  throw new Error(`virga up did not deploy the platform within ${longestStart / 1000} s`);
}

/** The API's address from the stack's outputs, once the stack is complete. */
async function deployedApiUrl(port: number): Promise<URL | undefined> {
  const query = new URLSearchParams({ Action: "DescribeStacks", Version: "2010-05-15", StackName: stackName });
  const headers = { ...signedFor("cloudformation"), "content-type": "application/x-www-form-urlencoded" };
  const text = await post(port, "/", headers, query.toString());
  if (text === undefined || !/<StackStatus>(CREATE|UPDATE)_COMPLETE</.test(text)) return undefined;
  const output = text.split("<member>").find((member) => member.includes("<OutputKey>ApiUrl</OutputKey>"));
  const address = output && /<OutputValue>([^<]+)</.exec(output)?.[1];
  return address === undefined ? undefined : new URL(address);
}

/** Asks the API for something that changes nothing: it refuses the body. */
async function isAnswering(port: number, { host, path }: RunningPlatform["api"]): Promise<boolean> {
  const text = await post(port, path, { "content-type": "application/json", host }, "{}");
  return text?.includes("Invalid request body") ?? false;
}

/** The text of the answer; undefined while nobody listens. */
function post(port: number, path: string, headers: Record<string, string>, body: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, method: "POST", path, headers }, async (response) => {
      const chunks = await response.toArray();
      resolve(Buffer.concat(chunks).toString("utf8"));
    });
    sent.on("error", () => resolve(undefined));
    sent.end(body);
  });
}

/** Headers as an SDK with made-up credentials sends them. */
export function signedFor(service: string): Record<string, string> {
  const scope = `000000000000/20260101/us-east-1/${service}/aws4_request`;
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
    "x-amz-date": "20260101T000000Z",
  };
}
